package dev.sluice.nodes;

/** Mistakes that an engine or a store could make, planted between the two. */
enum Mutation {
  RENEW_EVERYTHING_I_OWN,
  NO_FENCE,
  CLOCK_OF_THE_NODE,
  EXPIRED_AFTER_NEW,
  NO_REREAD_AFTER_A_LOST_ANSWER,
  INTENT_AFTER_THE_CALL
}
