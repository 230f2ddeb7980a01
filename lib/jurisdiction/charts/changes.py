"""The smallest-change map: which facts must change together to bring another finding."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from ..analysis import Analysis
from ..counterfactual import Change, Flips, flips_on
from ..explain import flips_title, inside, label_words, listed, short_words, status_word
from ..model import Answer, Status
from .live import COLOURS, FAINT, INK, MARKERS, LiveChart, Part

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
        told = found.status(node), bool(self.held)  # as its text says
        return self._height(groups, labels), (node, labels, shape, marks, told)

    @staticmethod
    def _top(labels: Collection[str]) -> float:
        """How far down the columns begin, under their slanting labels."""
        return 0.2 + max((len(label) for label in labels), default=0) * 0.0475

    def _height(self, groups: list[_Group], labels: Collection[str]) -> float:
        lines = sum(1 + len(g.sets) + bool(g.more) for g in groups)
        return self._top(labels) + 0.25 + lines * self.row + 0.1 * len(groups) + 0.3

    def _xs(self, labels: list[str]) -> list[float]:
        """How far right each column stands: so near that no slanting label leaves the sheet."""
        room = self.size[0] - 0.1 - self.left
        gaps = [(room - len(label) * 0.0585) / i for i, label in enumerate(labels) if i]
        return [self.left + i * min([0.6, *gaps]) for i in range(len(labels))]

    def draw_still(self, found: Analysis, node: str) -> None:
        """An empty sheet: where the smallest changes move, everything moves."""
        groups = self.groups(found, node)
        self.sheet(self._height(groups, self._labels(found, self.columns(found, groups))))

    def draw_moving(self, found: Analysis, node: str) -> list[Part]:
        groups = self.groups(found, node)
        names = self.columns(found, groups)
        labels = self._labels(found, names)
        xs, words = self._xs(labels), list[Part]()
        top = self._top(labels)
        y, columns = top + 0.3, dict(zip(names, xs, strict=True))
        faint, joined = list[tuple[float, float, float, float]](), list[tuple[float, ...]]()
        marks: dict[str | Status, list[tuple[float, float]]] = {}
        for group in groups:
            marks.setdefault(group.status, []).append((0.16, y))
            words.append(self.words(0.32, y, group.title, 10, weight="bold"))
            above, first = y - self.row * 0.55, y + self.row * 0.5
            faint.append((0, above, self.size[0], above))
            for number, changes in group.sets:
                y += self.row
                words.append(self.words(0.4, y, str(number), 10, ha="right"))
                at = [columns[change.fact] for change in changes]
                joined += [(min(at), y, max(at), y)] if at else []
                for x, change in zip(at, changes, strict=True):
                    marks.setdefault(_becomes(change), []).append((x, y))
            if group.sets:
                faint += [(x, first, x, y + self.row * 0.5) for x in xs]
            if group.more:
                y += self.row
                more = f"and {group.more} more, in the list"
                words.append(self.words(0.32, y, more, 10, style="italic"))
            y += self.row + 0.1
        look = {"rotation": self.slant, "rotation_mode": "anchor", "va": "bottom"}
        words += [
            self.words(x, top, label, 10, **look) for x, label in zip(xs, labels, strict=True)
        ]
        x, y = 0.16, y + 0.02
        for becomes, (told, _) in BECOMES.items() if names else ():
            marks.setdefault(becomes, []).append((x, y))
            words.append(self.words(x + 0.14, y, told))
            x += 0.45 + len(told) * 0.075
        if names:
            words.append(self.words(x, y, "joined: together"))
        parts = self._lines(faint, color=FAINT, lw=0.8) + self._lines(joined, color=INK, lw=2.2)
        for what, places in marks.items():
            if isinstance(what, Status):
                look = {"marker": MARKERS[what], "color": COLOURS[what], "ms": 10}
            else:
                look = BECOMES[what][1]
            parts += self.axes.plot(*zip(*places, strict=True), ls="", **look)
        return parts + words

    def _lines(self, ends: Iterable[tuple[float, ...]], **look: Any) -> list[Part]:
        """Lines from one place to another, of one look."""
        xs = [x for x, _, to, _ in ends for x in (x, to, None)]
        ys = [y for _, y, _, to in ends for y in (y, to, None)]
        return [*self.axes.plot(xs, ys, **look)]

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
