/** A refusal or a question that a tool puts to the model in its own words. */
export class ToolRefusal extends Error {
  override readonly name: string = "ToolRefusal";
}

const boundary = /<\/?redmine-[0-9a-f]{8}>/g; // means something to models only

/**
 * A destructive tool says what it would take with it. Where the protocol lets the server ask, the person is asked; elsewhere
 * the model is told to, and to call again with `confirm`.
 */
export class ConfirmationNeeded extends ToolRefusal {
  readonly confirmation: { question: string; value: string };

  constructor(question: string, value: string) {
    super(
      `${question.trimEnd()}${question.endsWith("\n") ? "\n" : " "}Nothing was done yet. Ask the user; if they agree, call again with confirm: ${JSON.stringify(value)}.`,
    );
    this.confirmation = { question: question.replace(boundary, "").trim(), value };
  }
}
