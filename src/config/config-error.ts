/** A setting that stops the start. The message is one line that names it and never shows a secret. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  /** The setting or flag at fault, as people write it. */
  readonly setting: string;

  constructor(setting: string, message: string) {
    super(message);
    this.setting = setting;
  }
}
