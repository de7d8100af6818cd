package dev.sluice.internal.template;

import dev.sluice.internal.Nullable;
import java.util.ArrayList;
import java.util.List;

/** The sections that are open while a template is scanned. */
final class Sections {
  private record Open(Tag tag, @Nullable TemplateReference reference) {}

  private final int most;
  private final Faults faults;
  private final List<Open> open = new ArrayList<>(2);

  Sections(int most, Faults faults) {
    this.most = most;
    this.faults = faults;
  }

  /** Opens one; false where that is one too many, and nothing behind it is looked at. */
  boolean open(Tag tag, @Nullable TemplateReference reference) {
    if (open.size() == most) {
      faults.limit(
          tag.line(), tag.column(), "Sections are nested deeper than " + most + " levels.");
      return false;
    }
    open.add(new Open(tag, reference));
    return true;
  }

  void close(Tag tag) {
    int i = open.size() - 1;
    while (i >= 0 && !open.get(i).tag().content().equals(tag.content())) {
      i--;
    }
    if (i != open.size() - 1 || i < 0) {
      String closed = Faults.shown(tag.content());
      Tag innermost = open.isEmpty() ? null : open.get(open.size() - 1).tag();
      faults.syntax(
          tag.line(),
          tag.column(),
          tag.content(),
          innermost == null
              ? "The tag closes a section " + closed + ", but none is open."
              : "The tag closes a section "
                  + closed
                  + ", but "
                  + Faults.shown(innermost.content())
                  + " (line "
                  + innermost.line()
                  + ", column "
                  + innermost.column()
                  + ") is the innermost one that is open.");
    }
    if (i >= 0) {
      open.subList(i, open.size()).clear();
    }
  }

  /** Reports what is still open. */
  void end() {
    for (Open section : open) {
      Tag tag = section.tag();
      faults.syntax(
          tag.line(),
          tag.column(),
          tag.content(),
          "The section " + Faults.shown(tag.content()) + " isn't closed.");
    }
  }

  boolean namesAreRelative() {
    for (Open section : open) {
      if (section.tag().kind() == TagKind.SECTION) {
        return true;
      }
    }
    return false;
  }

  @Nullable
  TemplateReference innermost() {
    return open.isEmpty() ? null : open.get(open.size() - 1).reference();
  }
}
