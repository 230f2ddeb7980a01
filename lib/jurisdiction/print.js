// A button that opens the learner's work as a page to print. The window opens with the click, because a browser
// allows none later; the kernel's page follows.
export default {
  render({ model, el }) {
    const button = document.createElement("button");
    button.className = "jupyter-button mc-print";
    button.textContent = "Print my work";
    const link = document.createElement("a");
    link.target = "_blank";
    link.className = "mc";
    let opened; // the window of a page that was asked for here, and has not come
    button.addEventListener("click", () => {
      opened = window.open("", "_blank");
      model.send({ do: "print" });
    });
    const show = ({ page }) => {
      if (!page || opened === undefined) return;
      link.href = URL.createObjectURL(new Blob([page], { type: "text/html" }));
      if (opened && !opened.closed) opened.location.replace(link.href);
      else link.textContent = "Open the page to print"; // this browser lets no page open another
      opened = undefined;
    };
    model.on("msg:custom", show);
    el.append(button, " ", link);
    return () => model.off("msg:custom", show);
  },
};
