package dev.sluice.testkit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What is logged while it is open, at every level. Needs logback. */
public final class LogCapture implements AutoCloseable {
  private final Logger logger;
  private final Level before;
  private final boolean additive;
  private final ListAppender<ILoggingEvent> appender =
      new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent event) {
          event.prepareForDeferredProcessing(); // the context as it is now, not when it is read
          super.append(event);
        }
      };

  private LogCapture(Logger logger) {
    this.logger = logger;
    this.before = logger.getLevel();
    this.additive = logger.isAdditive();
    appender.start();
    logger.setLevel(Level.TRACE);
    logger.setAdditive(false);
    logger.addAppender(appender);
  }

  /**
   * Begins to capture.
   *
   * @param name the logger, with all below it
   * @return close it
   */
  public static LogCapture of(String name) {
    return new LogCapture((Logger) LoggerFactory.getLogger(name));
  }

  /**
   * What was logged so far.
   *
   * @return the events in order
   */
  public List<ILoggingEvent> events() {
    return List.copyOf(appender.list);
  }

  /**
   * The exceptions that were logged.
   *
   * @return in order
   */
  public List<Throwable> causes() {
    return events().stream()
        .filter(event -> event.getThrowableProxy() != null)
        .map(event -> ((ThrowableProxy) event.getThrowableProxy()).getThrowable())
        .toList();
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    logger.setLevel(before);
    logger.setAdditive(additive);
  }
}
