package dev.sluice.internal.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.JsonSize;
import dev.sluice.internal.json.JsonText;
import dev.sluice.internal.schema.Comparison;
import dev.sluice.internal.schema.Fit;
import dev.sluice.internal.schema.Member;
import dev.sluice.internal.schema.Member.Presence;
import dev.sluice.internal.schema.Shape;
import dev.sluice.internal.template.TemplateReference;

/** Says why no value of a shape fits another. */
final class Mismatch {
  private static final int DEEPEST = 5;

  private final Comparison comparison;

  Mismatch(Comparison comparison) {
    this.comparison = comparison;
  }

  String sentence(JsonNode part, Shape from, Shape wanted, @Nullable TemplateReference reference) {
    String subject =
        reference != null
            ? reference.path()
            : !part.isTextual()
                ? subject(part)
                : part.textValue().contains("{{") ? "The text" : subject(part);
    return subject + (literal(part) ? judgement(from, wanted) : why(from, wanted, DEEPEST));
  }

  /** What stands in the definition may be shown, unlike what a run holds. */
  private static String subject(JsonNode part) {
    return part.isValueNode() && JsonSize.fits(part, 60)
        ? JsonText.compact(part)
        : part.isArray() ? "This array" : part.isObject() ? "This object" : "This text";
  }

  private static boolean literal(JsonNode part) {
    return part.isValueNode() && !(part.isTextual() && part.textValue().contains("{{"));
  }

  private static String judgement(Shape value, Shape wanted) {
    boolean sameType = value.types().equals(wanted.types());
    return (sameType ? " isn't admitted here" : " is " + value.types())
        + "; "
        + wanted.describe()
        + " is wanted.";
  }

  /** Why a value may not fit. */
  static String doubt(Shape from, Shape wanted) {
    return from.describe().equals(wanted.describe())
        ? " may not have the form that is wanted here."
        : " is "
            + from.describe()
            + ", but "
            + wanted.describe()
            + " is wanted here; it may not fit.";
  }

  private String why(Shape from, Shape wanted, int deeper) {
    for (String name : wanted.requiredNames()) {
      if (from.mayBeObject() && from.member(name).presence() == Presence.NEVER) {
        return " has no " + Wording.quoted(name) + ", which is required here.";
      }
    }
    for (String name : from.requiredNames()) {
      Member member = from.member(name);
      Member place = wanted.member(name);
      if (!wanted.mayBeObject()) {
        break;
      } else if (place.presence() == Presence.NEVER) {
        return " has " + Wording.quoted(name) + ", which isn't admitted here.";
      } else if (deeper > 0 && comparison.fit(member.shape(), place.shape()) == Fit.MISMATCH) {
        return "'s " + Wording.quoted(name) + why(member.shape(), place.shape(), deeper - 1);
      }
    }
    for (String name : wanted.requiredNames()) {
      Member member = from.member(name);
      Shape place = wanted.member(name).shape();
      if (deeper > 0
          && from.mayBeObject()
          && comparison.fit(member.shape(), place) == Fit.MISMATCH) {
        return "'s " + Wording.quoted(name) + why(member.shape(), place, deeper - 1);
      }
    }
    return from.describe().equals(wanted.describe())
        ? " has none of the forms that are wanted here."
        : " is " + from.describe() + ", but " + wanted.describe() + " is wanted here.";
  }
}
