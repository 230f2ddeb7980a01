// Tells the kernel at which address its page stands, because a link may ask for certain facts.
const OPENED = location.href; // JupyterLab soon takes away what it does not know

export default {
  initialize({ model }) {
    const tell = (address) => {
      model.set("address", address);
      model.save_changes();
    };
    const changed = () => tell(location.href);
    window.addEventListener("hashchange", changed);
    const first = performance.getEntriesByType("navigation")[0]?.name ?? OPENED;
    tell(first);
    return () => window.removeEventListener("hashchange", changed);
  },
};
