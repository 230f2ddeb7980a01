"""The smallest-change map: which facts must change together to bring another finding."""

from __future__ import annotations

from typing import Any, NamedTuple

from matplotlib.artist import Artist

from ..analysis import Analysis
from ..counterfactual import Change, Flips, flips_on
from ..explain import flips_title, inside, label_words, listed, short_words, status_word
from ..model import Answer, Status
from .live import COLOURS, FAINT, INK, MARKERS, LiveChart

# What a fact must become, by the look of its mark, and in words.
BECOMES: dict[str, tuple[str, dict[str, Any]]] = {
    "yes": ("must be there", {"marker": "o", "ms": 11, "color": INK}),
    "no": ("must not be there", {"marker": "o", "ms": 11, "mfc": "white", "mec": INK, "mew": 1.8}),
    "other": ("another answer or figure", {"marker": "s", "ms": 10, "color": INK}),
}


class _Group(NamedTuple):
    """What a kind of change leads to: its title, the sets drawn with their numbers, and how many more."""

    status: Status
    title: str
    sets: tuple[tuple[int, tuple[Change, ...]], ...]
    more: int


def _becomes(change: Change) -> str:
    value = change.values[0]
    return value.value if isinstance(value, Answer) else "other"


class ChangeMap(LiveChart):
    """The smallest sets of changes, a row each; joined are the facts that must change together."""

    mode = "RGB"
    most, widest = 6, 14  # sets of a kind, and facts, beyond which it cannot be read
    left, row, slant = 0.75, 0.31, 40

    def groups(self, found: Analysis, node: str) -> list[_Group]:
        """The sets under what they lead to, as many as can be read, numbered as in the list."""
        flips: Flips = flips_on(found, node, frozenset(self.held))
        count, columns, groups = 0, set[str](), list[_Group]()
        for status, sets in flips.to.items():
            drawn: list[tuple[int, tuple[Change, ...]]] = []
            for number, changes in enumerate(sets, count + 1):
                wide = columns | {change.fact for change in changes}
                if len(drawn) < self.most and len(wide) <= self.widest:
                    columns = wide
                    drawn.append((number, changes))
            count += len(sets)
            title = flips_title(flips, status, found)
            groups.append(_Group(status, title, tuple(drawn), len(sets) - len(drawn)))
        return groups

    @staticmethod
    def columns(found: Analysis, groups: list[_Group]) -> list[str]:
        """The facts that some drawn set changes, in the order of the screens."""
        named = {c.fact for group in groups for _, changes in group.sets for c in changes}
        return [name for name in found.law.library.facts if name in named]

    def _labels(self, found: Analysis, names: list[str]) -> list[str]:
        facts = found.law.library.facts
        unknown = {n for n in names if found.facts[n] in (Answer.UNKNOWN, "unknown")}
        return [
            label_words(facts[n], "the forum") + (" (not known now)" if n in unknown else "")
            for n in names
        ]

    def keys(self, found: Analysis, node: str) -> tuple[object, object]:
        groups = self.groups(found, node)
        labels = tuple(self._labels(found, self.columns(found, groups)))
        shape = tuple((g.title, len(g.sets), g.more) for g in groups)
        marks = tuple(
            (number, tuple((c.fact, _becomes(c)) for c in changes))
            for g in groups
            for number, changes in g.sets
        )
        return (node, labels, shape, marks), (
            found.status(node),
            bool(self.held),
        )  # as its text says

    def _xs(self, labels: list[str]) -> list[float]:
        """How far right each column stands: so near that no slanting label leaves the sheet."""
        room = self.size[0] - 0.1 - self.left
        gaps = [(room - len(label) * 0.0585) / i for i, label in enumerate(labels) if i]
        return [self.left + i * min([0.6, *gaps]) for i in range(len(labels))]

    def draw_still(self, found: Analysis, node: str) -> None:
        ax, groups = self.axes, self.groups(found, node)
        names = self.columns(found, groups)
        labels = self._labels(found, names)
        xs = self._xs(labels)
        top = 0.2 + max((len(label) for label in labels), default=0) * 0.0475
        lines = sum(1 + len(g.sets) + bool(g.more) for g in groups)
        self.sheet(top + 0.25 + lines * self.row + 0.1 * len(groups) + 0.3)
        y, columns = top + 0.3, dict(zip(names, xs, strict=True))
        joined = list[tuple[float, float, float]]()
        marks: dict[str, list[tuple[float, float]]] = {}
        for group in groups:
            at = {"color": COLOURS[group.status], "ls": "", "ms": 10}
            ax.plot([0.16], [y], MARKERS[group.status], **at)
            self.write(0.32, y, group.title, 10, weight="bold")
            ax.axhline(y - self.row * 0.55, color=FAINT, lw=0.8)
            first = y + self.row * 0.5
            for number, changes in group.sets:
                y += self.row
                self.write(0.4, y, str(number), 10, ha="right")
                at = [columns[change.fact] for change in changes]
                joined += [(min(at), max(at), y)] if at else []
                for x, change in zip(at, changes, strict=True):
                    marks.setdefault(_becomes(change), []).append((x, y))
            if group.sets:
                down = [first, y + self.row * 0.5, None] * len(xs)
                ax.plot([x for x in xs for _ in range(3)], down, color=FAINT, lw=0.8, zorder=0)
            if group.more:
                y += self.row
                self.write(0.32, y, f"and {group.more} more, in the list", 10, style="italic")
            y += self.row + 0.1
        ends = [x for first, last, _ in joined for x in (first, last, None)]
        ax.plot(ends, [at for *_, at in joined for _ in range(3)], color=INK, lw=2.2, zorder=1)
        for becomes, places in marks.items():
            at, down = zip(*places, strict=True)
            ax.plot(at, down, ls="", zorder=2, **BECOMES[becomes][1])
        for x, label in zip(xs, labels, strict=True):
            look = {"rotation": self.slant, "rotation_mode": "anchor", "va": "bottom"}
            self.write(x, top, label, 10, **look)
        x = 0.16
        for words, look in BECOMES.values() if names else ():
            ax.plot([x], [y + 0.02], ls="", **look)
            self.write(x + 0.14, y + 0.02, words)
            x += 0.45 + len(words) * 0.075
        if names:
            self.write(x, y + 0.02, "joined: together")

    def draw_moving(self, found: Analysis, node: str) -> list[Artist]:
        return []  # where the smallest changes move, everything moves

    def text(self, found: Analysis, node: str) -> str:
        point, groups = found.law.nodes[node], self.groups(found, node)
        word = status_word(point, found.status(node), found.law.library).lower()
        held = " Some facts are held as they are." if self.held else ""
        titles = " ".join(group.title for group in groups)
        return f"The smallest changes. {point.name} is {word} on these facts. {titles}{held}"

    def lines(self, found: Analysis, node: str) -> list[str]:
        told = list[str]()
        for group in self.groups(found, node):
            to = group.title.partition(":")[0]
            for number, changes in group.sets:
                parts = [self._one(found, c) for c in changes]
                told.append(f"{to}, {number}: {listed(parts)}.")
            told += [f"{to}: and {group.more} more, in the list."] if group.more else []
        return told

    def _one(self, found: Analysis, change: Change) -> str:
        [label] = self._labels(found, [change.fact])
        return f"{inside(label)}, {short_words(found.law.library, change)}"
