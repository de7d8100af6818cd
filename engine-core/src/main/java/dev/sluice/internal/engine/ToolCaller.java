package dev.sluice.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.execution.ErrorCodes;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.JsonSize;
import dev.sluice.internal.json.NormalForm;
import dev.sluice.internal.json.NotNormalException;
import dev.sluice.internal.run.Outcome;
import dev.sluice.internal.run.Outcome.Failure;
import dev.sluice.internal.run.Work;
import dev.sluice.internal.text.Texts;
import dev.sluice.limit.Limits;
import dev.sluice.store.Micros;
import dev.sluice.tool.InvalidArgumentsException;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolInvoker;
import dev.sluice.tool.ToolResult;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls one tool once and contains whatever it does: every exception and error, null, what isn't
 * JSON, what is too large.
 */
final class ToolCaller {
  private static final Logger LOG = LoggerFactory.getLogger("dev.sluice.engine");
  private static final Failure NO_RESULT =
      Failure.lasting(
          ErrorCodes.INVALID_RESULT,
          "The tool returned null; for JSON null it must return ToolResult.of(null).");

  private final ToolInvoker tools;
  private final NormalForm normalForm;
  private final long resultBytes;

  ToolCaller(ToolInvoker tools, @Nullable ObjectMapper mapper, Limits limits) {
    this.tools = tools;
    this.resultBytes = limits.resultBytes();
    this.normalForm = new NormalForm(mapper, limits.depth(), limits.resultBytes());
  }

  Outcome call(EngineCall call) {
    if (call.work().past() != Work.Past.NOT_CALLED) {
      Outcome known = lookup(call);
      if (known != null) {
        return known;
      }
    }
    try {
      ToolResult result = tools.invoke(call);
      return result == null ? NO_RESULT : outcome(result, call);
    } catch (ToolException e) {
      return coded(e);
    } catch (InvalidArgumentsException e) {
      return Failure.lasting(ErrorCodes.INVALID_ARGUMENTS, message(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Failure.lasting(ErrorCodes.INTERRUPTED, message(e));
    } catch (Throwable e) {
      return Thread.currentThread().isInterrupted()
          ? Failure.lasting(ErrorCodes.INTERRUPTED, message(e))
          : new Failure(ErrorCodes.TOOL_ERROR, message(e), true, 0);
    }
  }

  /** What became of a call that may have been made before a crash; null if it is to be made now. */
  private @Nullable Outcome lookup(EngineCall call) {
    ToolResult result = null;
    try {
      result = tools.lookup(call);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Failure.lasting(ErrorCodes.INTERRUPTED, message(e));
    } catch (Throwable e) {
      LOG.warn("The call {} could not be looked up", call.idempotencyKey(), e);
    }
    if (result != null) {
      return outcome(result, call);
    }
    return call.work().past() == Work.Past.ANNOUNCED ? new Outcome.Unknown() : null;
  }

  private Outcome outcome(ToolResult result, EngineCall call) {
    Instant until = result.until();
    Duration delay = result.delay();
    if (result.isPending()) {
      return new Outcome.Pending(until == null ? Long.MAX_VALUE : Micros.of(until), null);
    }
    Outcome value = value(result.value());
    if ((until == null && delay == null) || !(value instanceof Outcome.Value later)) {
      return value;
    }
    long at = until == null ? call.now() + Math.max(0, saturated(delay)) : Micros.of(until);
    return new Outcome.Pending(at, later.result());
  }

  /** Microseconds; what is longer than a hundred years is a hundred years. */
  private static long saturated(@Nullable Duration delay) {
    Duration most = Duration.ofDays(36_500);
    return delay == null ? 0 : (delay.compareTo(most) > 0 ? most : delay).toNanos() / 1_000;
  }

  Outcome value(@Nullable Object value) {
    try {
      if (value instanceof JsonNode node) {
        long most = normalForm.mostBytes(node);
        if (most >= 0) {
          return new Outcome.Value(node, most);
        }
      }
      JsonNode node = normalForm.of(value);
      long most = normalForm.mostBytes(node);
      return new Outcome.Value(node, most >= 0 ? most : JsonSize.bytes(node, resultBytes));
    } catch (NotNormalException e) {
      boolean tooLarge = e.reason() != NotNormalException.Reason.NOT_JSON;
      return Failure.lasting(
          tooLarge ? ErrorCodes.RESULT_TOO_LARGE : ErrorCodes.INVALID_RESULT,
          "The result " + e.getMessage() + ".");
    } catch (RuntimeException | StackOverflowError e) {
      return Failure.lasting(
          ErrorCodes.INVALID_RESULT,
          "The result can't be read (" + e.getClass().getSimpleName() + ").");
    }
  }

  /** What isn't fit to be a code, or isn't even given, counts as absent. */
  private static Failure coded(ToolException e) {
    try {
      String code = e.code();
      if (code != null && Texts.identifierFault(code, 256) == null) {
        return new Failure(
            code, message(e), e.retryable(), Math.max(0, saturated(e.retryAfter()) / 1_000));
      }
    } catch (Throwable ignored) {
      // A subclass may do anything.
    }
    return new Failure(ErrorCodes.TOOL_ERROR, message(e), true, 0);
  }

  /** Fit for a record, whatever the exception does. */
  static String message(Throwable e) {
    String message = null;
    try {
      message = e.getMessage();
    } catch (Throwable ignored) {
      // An exception whose own message fails is named by its class.
    }
    return message == null || message.isBlank() ? name(e) : message;
  }

  private static String name(Throwable e) {
    String simple = e.getClass().getSimpleName();
    return simple.isEmpty() ? e.getClass().getName() : simple;
  }
}
