// A button that enlarges everything in this notebook for a classroom. A class on the notebook's own panel selects the
// style, so other notebooks in the window are unaffected.
const MARK = "mc-projector";

export default {
  render({ model, el }) {
    const button = document.createElement("button");
    button.className = "jupyter-button mc-projector-switch";
    button.textContent = "Projector size";
    button.addEventListener("click", () => {
      model.set("on", !model.get("on"));
      model.save_changes();
    });
    el.append(button);
    const show = () => {
      const on = model.get("on");
      button.setAttribute("aria-pressed", String(on));
      (el.closest(".jp-NotebookPanel") ?? document.body).classList.toggle(MARK, on);
    };
    const ready = () => (el.isConnected ? show() : requestAnimationFrame(ready));
    model.on("change:on", show);
    ready();
    return () => model.off("change:on", show);
  },
};
