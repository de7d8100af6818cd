package dev.sluice.internal.template;

import dev.sluice.internal.Nullable;
import dev.sluice.internal.text.DidYouMean;
import java.util.List;

/** Binds the references of one template to their roots, and reports those that can't exist. */
final class Binder {
  private static final List<String> MEMBERS = List.of("result", "status", "error");

  private final Roots roots;
  private final Faults faults;

  Binder(Roots roots, Faults faults) {
    this.roots = roots;
    this.faults = faults;
  }

  /**
   * Binds one tag.
   *
   * @param namesAreRelative whether a {@code #} section is open around it
   * @param enclosing the innermost section around it, or null
   * @return null where a problem was reported
   */
  @Nullable
  BoundPath bind(
      Tag tag,
      boolean wholeValue,
      boolean namesAreRelative,
      @Nullable TemplateReference enclosing) {
    Path path = Path.of(tag.content());
    String first = path.length() == 0 ? "" : path.name(0);
    boolean step = !roots.isOpen() && first.equals(Roots.STEPS);
    boolean rooted =
        step || (!roots.isOpen() && (first.equals(Roots.INPUTS) || roots.isExtra(first)));
    StepMember member = null;
    if (step) {
      member = stepMember(tag, path);
      if (member == null) {
        return null;
      }
    } else if (!rooted && !namesAreRelative && !roots.isOpen()) {
      unknownRoot(tag, path);
      return null;
    }
    return new BoundPath(
        path,
        new TemplateReference(
            tag.content(),
            path.segments(),
            kind(tag.kind()),
            faults.pointer(),
            tag.line(),
            tag.column(),
            rooted ? first : null,
            step ? path.name(1) : null,
            step ? roots.slot(path.name(1)) : -1,
            member,
            wholeValue,
            enclosing));
  }

  private static TemplateReference.Kind kind(TagKind kind) {
    return kind == TagKind.SECTION
        ? TemplateReference.Kind.SECTION
        : kind == TagKind.INVERTED
            ? TemplateReference.Kind.INVERTED
            : TemplateReference.Kind.VARIABLE;
  }

  private @Nullable StepMember stepMember(Tag tag, Path path) {
    if (path.length() > 1 && !isStepKey(path.name(1))) {
      faults.unknown(
          tag,
          null,
          Faults.shown(path.name(1))
              + " names no step; behind \"steps.\" stands a step's number without leading zeros, or"
              + " its id.");
      return null;
    } else if (path.length() < 3) {
      String step = path.length() == 1 ? "steps.<number>" : "steps." + path.name(1);
      faults.unknown(
          tag,
          null,
          Faults.shown(tag.content())
              + " alone has no value; ask for "
              + step
              + ".result, .status or .error.");
      return null;
    }
    StepMember member = StepMember.of(path.name(2));
    if (member == null) {
      String near = DidYouMean.of(path.name(2), MEMBERS);
      faults.unknown(
          tag,
          near == null
              ? null
              : "steps."
                  + path.name(1)
                  + '.'
                  + near
                  + (path.length() > 3 ? '.' + path.from(3) : ""),
          "A step has no member "
              + Faults.shown(path.name(2))
              + "; it has exactly result, status and error.");
    }
    return member;
  }

  private void unknownRoot(Tag tag, Path path) {
    if (path.length() == 0) {
      faults.unknown(
          tag, null, "The tag \".\" means the current item and stands only in a # section.");
      return;
    }
    String near = DidYouMean.of(path.name(0), roots.names());
    faults.unknown(
        tag,
        near == null ? null : near + (path.length() > 1 ? '.' + path.from(1) : ""),
        Faults.shown(path.name(0))
            + " is no root; outside of # sections a reference starts with "
            + String.join(" or ", roots.names())
            + '.');
  }

  private static boolean isStepKey(String key) {
    char first = key.charAt(0);
    boolean number = first >= '1' && first <= '9';
    if (!number && !isNameStart(first)) {
      return false;
    }
    for (int i = 1; i < key.length(); i++) {
      char c = key.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      if (number ? !digit : !digit && !isNameStart(c) && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }
}
