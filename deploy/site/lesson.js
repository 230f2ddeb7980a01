// Code for a lesson's page on the site only: once the lesson has run, cache the whole site for offline use.
(() => {
  const SITE = new URL(".", document.currentScript.src);

  async function keep() {
    if (!("serviceWorker" in navigator)) return;
    navigator.serviceWorker.addEventListener("message", (event) => {
      if (event.data?.minimumContacts?.state === "whole") document.body.dataset.kept = "whole";
    });
    try {
      await navigator.serviceWorker.register(new URL("service-worker.js", SITE), { updateViaCache: "none" });
      (await navigator.serviceWorker.ready).active.postMessage("fetch the rest");
    } catch {
      // otherwise each visit needs the network, as the first page says
    }
  }

  addEventListener("minimum-contacts-ready", () => {
    window.minimumContactsReady = true;
    keep();
  });
})();
