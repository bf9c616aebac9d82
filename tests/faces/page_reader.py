"""Reads a page the way a careful visitor would: its text, headings, links, and whatever could act."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "img", "link", "br", "hr", "input"}


class PageReader(HTMLParser):
    """Collects what a page holds; `text` leaves out style and script."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.headings: list[int] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.parts: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.open):
            self.parts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.parts).split())

    def values(self, name: str) -> list[str]:
        """Return every value of the attribute `name`."""
        return [value for _, attribute, value in self.attributes if attribute == name]

    def foreign(self) -> list[str]:
        """Return every address that is neither in the page, nor next to it, nor inline."""
        addresses = self.values("href") + self.values("src") + self.values("srcset") + self.values("action")
        return [address for address in addresses if not address.startswith(("#", "./", "data:image/png;base64,"))]

    def handlers(self) -> list[str]:
        """Return every attribute that would run a script."""
        return [name for _, name, _ in self.attributes if name.startswith("on")]

    def heading_order_is_right(self) -> bool:
        """Tell whether there is one h1, it comes first, and no level is skipped on the way down."""
        steps = zip(self.headings, self.headings[1:], strict=False)
        return self.headings[:1] == [1] and self.headings.count(1) == 1 and all(b <= a + 1 for a, b in steps)
