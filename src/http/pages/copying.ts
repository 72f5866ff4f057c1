/** Shows the copy buttons, which do nothing without it, and lets each copy the text that it names. */
export const copyScript = `
const spoken = document.createElement("p");
spoken.className = "unseen";
spoken.setAttribute("role", "status");
document.querySelector("main").append(spoken);

for (const button of document.querySelectorAll("button[data-copies]")) {
  const text = document.getElementById(button.dataset.copies);
  const label = [...button.childNodes];
  const say = (said) => {
    button.textContent = spoken.textContent = said;
    setTimeout(() => { button.replaceChildren(...label); spoken.textContent = ""; }, 2500);
  };
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      say("Copied");
    } catch {
      getSelection().selectAllChildren(text);
      say("Press Ctrl+C");
    }
  });
}
`;
