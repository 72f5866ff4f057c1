/** A refusal or a question that a tool puts to the model in its own words. */
export class ToolRefusal extends Error {
  override readonly name = "ToolRefusal";
}
