package dev.sluice.jdbc;

/**
 * Changes the texts that a store keeps, on their way in and out: to encrypt them, say. It gets the
 * inputs, the definitions, the facts (with the results of tools), the messages and the secret of
 * completion tokens. It doesn't get what the database must search and sort by: ids, callers, tags,
 * idempotency keys, queues, statuses and times.
 *
 * <ol>
 *   <li><b>Who calls it, on which thread?</b> The store, on the thread of whoever asks it.
 *   <li><b>May it block?</b> It holds up a run while it does; no connection is held meanwhile.
 *   <li><b>What does null mean?</b> It is never given and must not be returned.
 *   <li><b>What does an exception mean?</b> That this text can't be stored or read; it passes
 *       through the store as it is.
 *   <li><b>Can it be called twice for the same text?</b> Yes, and it may answer differently: {@code
 *       encode} with a new nonce each time.
 *   <li><b>Who closes it?</b> Nobody.
 * </ol>
 */
public interface PayloadCodec {
  /** Leaves every text as it is. */
  PayloadCodec NONE =
      new PayloadCodec() {
        @Override
        public String encode(String text) {
          return text;
        }

        @Override
        public String decode(String stored) {
          return stored;
        }
      };

  /**
   * Makes what is stored.
   *
   * @param text any text
   * @return what the database keeps in its stead
   */
  String encode(String text);

  /**
   * Makes the text from what was stored.
   *
   * @param stored what {@link #encode} returned once, perhaps in an older process. If the store is
   *     older than the codec, also what was stored without it
   * @return the very same text
   */
  String decode(String stored);
}
