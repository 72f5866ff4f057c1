/** Where the sample Redmine of a test world answers. */
export const sampleUrl = "http://redmine.sample";
