// What test_laboratory_layout.py measures in a page: a function for each question.
({
  // What is beyond the laboratory, cut by a part around it, or to be scrolled for; a text may be scrolled.
  amiss: (lab, texts) => {
    const found = [], whole = lab.getBoundingClientRect();
    const name = e => `${e.localName}${e.className.baseVal ?? "." + e.className} “${(e.getAttribute("aria-label")
      || e.textContent || e.value || "").trim().replace(/\s+/g, " ").slice(0, 40)}”`;
    const inside = (box, room) => box.left >= room.left - 1 && box.right <= room.right + 1
      && box.top >= room.top - 1 && box.bottom <= room.bottom + 1;
    const beyond = (box, room) => ["left", "top", "right", "bottom"]
      .map((side, i) => [side, Math.round((i < 2 ? room[side] - box[side] : box[side] - room[side]))])
      .filter(([, by]) => by > 1).map(([side, by]) => `${by} px ${side}`).join(", ");
    if (whole.height > innerHeight) found.push(`the laboratory is ${Math.round(whole.height)} px high`);
    if (whole.right > innerWidth + 1) found.push(`the laboratory is ${Math.round(whole.width)} px wide`);
    const tab = lab.querySelector("[role=tab][aria-selected=true]")?.dataset.tab;
    const parts = [...lab.querySelectorAll("[role=status], [aria-label='Ladder of the test'] li, figure svg, " +
      "[role=radiogroup], .mc-l-row, .mc-l-row input, .mc-l-row select, [role=tab], .mc-l-about")]
      .filter(e => e.checkVisibility());
    for (const part of parts) {
      const box = part.getBoundingClientRect();
      if (box.width < 2 || box.height < 2) found.push(`${name(part)} is empty`);
      if (!inside(box, whole)) found.push(`${name(part)} lies beyond the laboratory: ${beyond(box, whole)}`);
      for (let at = part.parentElement; at && at !== lab.parentElement; at = at.parentElement) {
        if (getComputedStyle(at).overflow === "visible") continue;
        const edge = at.getBoundingClientRect(), look = getComputedStyle(at);
        const room = { left: edge.left + at.clientLeft, top: edge.top + at.clientTop,
          right: edge.left + at.clientLeft + at.clientWidth, bottom: edge.top + at.clientTop + at.clientHeight };
        if (!inside(box, room)) found.push(`${name(part)} is cut by ${at.className}: ${beyond(box, room)}`);
      }
    }
    for (const e of [lab, ...lab.querySelectorAll("*")]) {
      if (!e.checkVisibility() || e.clientWidth < 2 || e.clientHeight < 2 || e.closest("dialog")) continue;
      const look = getComputedStyle(e), over = [e.scrollWidth - e.clientWidth, e.scrollHeight - e.clientHeight];
      if (texts.includes(tab) && e.matches(".mc-l-charts, .mc-l-charts *")) continue;
      if (/auto|scroll/.test(look.overflowY) && over[1] > 1) found.push(`${name(e)} is to be scrolled by ${over[1]} px`);
      if (/auto|scroll/.test(look.overflowX) && over[0] > 1) found.push(`${name(e)} is to be scrolled sideways by ${over[0]} px`);
    }
    return [...new Set(found)];
  },

  // What is to be scrolled sideways, and every text that is smaller than it may be, as it is displayed.
  narrow: (lab, smallest) => {
    const found = [], root = document.scrollingElement;
    if (root.scrollWidth > innerWidth) found.push(`the page is ${root.scrollWidth} px wide`);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const e = node.parentElement, words = node.data.trim();
      if (!words || !e.checkVisibility() || e.closest("script, style, .mc-hidden, .mc-l-hidden, option, datalist")) continue;
      const size = parseFloat(getComputedStyle(e).fontSize), svg = e.closest("svg");
      const shown = svg ? size * svg.getScreenCTM().a : size;
      if (shown < smallest - 0.05) found.push(`${Math.round(shown * 10) / 10} px: “${words.slice(0, 40)}”`);
      const box = e.getBoundingClientRect();
      if (!e.closest(".mc-l-folded, [aria-label='Ladder of the test'], .mc-map") && box.width > 1 && box.right > innerWidth + 1)
        found.push(`runs out by ${Math.round(box.right - innerWidth)} px: “${words.slice(0, 40)}”`);
    }
    for (const e of document.querySelectorAll("input[type=text], select"))
      if (e.checkVisibility() && parseFloat(getComputedStyle(e).fontSize) < smallest) found.push(`small: ${e.outerHTML.slice(0, 80)}`);
    return found;
  },
})
