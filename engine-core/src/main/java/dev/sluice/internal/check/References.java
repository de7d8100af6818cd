package dev.sluice.internal.check;

import dev.sluice.internal.Nullable;
import dev.sluice.internal.plan.TemplateUse;
import dev.sluice.internal.schema.Member;
import dev.sluice.internal.schema.Member.Presence;
import dev.sluice.internal.schema.Shape;
import dev.sluice.internal.template.TemplateReference;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** Follows references through shapes, as the engine follows them through data. */
final class References {
  private final DataShapes data;

  /** By identity: a reference belongs to one use, and is asked for again by all inside of it. */
  private final IdentityHashMap<TemplateReference, Found> known = new IdentityHashMap<>();

  References(DataShapes data) {
    this.data = data;
  }

  /** What a reference finds. */
  Found find(TemplateReference reference, TemplateUse use) {
    Found found = known.get(reference);
    if (found == null) {
      found = follow(reference, use);
      known.put(reference, found);
    }
    return found;
  }

  private Found follow(TemplateReference reference, TemplateUse use) {
    if (!reference.relative()) {
      return walk(data.root(reference, use), reference.below(), 0, Presence.ALWAYS, null);
    }
    return relative(reference, use);
  }

  private static Found walk(
      Shape start, List<String> segments, int from, Presence soFar, @Nullable Found doubtful) {
    Shape shape = start;
    Presence presence = soFar;
    Found first = doubtful;
    for (int i = from; i < segments.size(); i++) {
      Member member = shape.member(segments.get(i));
      boolean known = !shape.saysNothing();
      if (member.presence() == Presence.NEVER) {
        return new Found(Presence.NEVER, Shape.never(), shape, i, false, known);
      } else if (member.presence() == Presence.MAYBE) {
        presence = Presence.MAYBE;
        first =
            first != null
                ? first
                : new Found(Presence.MAYBE, shape, shape, i, member.declared(), known);
      }
      shape = member.shape();
    }
    return first == null
        ? new Found(presence, shape, shape, -1, true, !shape.saysNothing())
        : new Found(
            presence, shape, first.parent(), first.segment(), first.declared(), first.known());
  }

  /** Whoever has the first name answers for the whole path, innermost section first. */
  private Found relative(TemplateReference reference, TemplateUse use) {
    List<Shape> sections = openSections(reference, use);
    if (sections.isEmpty()) {
      return Found.UNKNOWN;
    } else if (reference.segments().isEmpty()) {
      return Found.certain(sections.get(0));
    }
    String name = reference.segments().get(0);
    List<Shape> candidates = new ArrayList<>();
    boolean certain = false;
    boolean declared = false;
    for (Shape section : sections) {
      Member member = section.member(name);
      if (member.presence() != Presence.NEVER) {
        candidates.add(member.shape());
        declared |= member.declared() || section.saysNothing();
      }
      certain = member.presence() == Presence.ALWAYS;
      if (certain) {
        break;
      }
    }
    Shape innermost = sections.get(0);
    if (candidates.isEmpty()) {
      return new Found(
          Presence.NEVER, Shape.never(), innermost, 0, false, !innermost.saysNothing());
    }
    Found doubtful =
        certain
            ? null
            : new Found(
                Presence.MAYBE, innermost, innermost, 0, declared, !innermost.saysNothing());
    return walk(
        Shape.anyOf(candidates),
        reference.segments(),
        1,
        certain ? Presence.ALWAYS : Presence.MAYBE,
        doubtful);
  }

  /** What each open section's body sees, innermost first. */
  private List<Shape> openSections(TemplateReference reference, TemplateUse use) {
    List<Shape> sections = new ArrayList<>();
    for (TemplateReference at = reference.enclosing(); at != null; at = at.enclosing()) {
      if (at.kind() == TemplateReference.Kind.SECTION) {
        Found found = find(at, use);
        sections.add(found.absent() ? Shape.unknown() : found.shape().sectionItems());
      }
    }
    return sections;
  }

  /** Whether all sections around a reference may show their bodies. */
  boolean reachable(TemplateReference reference, TemplateUse use) {
    for (TemplateReference at = reference.enclosing(); at != null; at = at.enclosing()) {
      Found found = find(at, use);
      boolean shown =
          at.kind() == TemplateReference.Kind.SECTION
              ? !found.absent() && found.shape().mayBeTruthy()
              : found.presence() != Presence.ALWAYS || found.shape().mayBeFalsy();
      if (!shown) {
        return false;
      }
    }
    return true;
  }
}
