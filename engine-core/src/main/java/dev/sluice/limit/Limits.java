package dev.sluice.limit;

/**
 * Every bound that the engine keeps, in one place. Past a limit there is an error with its own
 * code, never a silent cut.
 *
 * <p>Immutable and thread-safe. {@link #defaults()} holds the documented defaults; {@link
 * #builder()} changes some of them.
 */
public final class Limits {
  /**
   * The deepest nesting that can be admitted. Every value is a part of a record, and a record is
   * read by recursion.
   */
  public static final int MOST_DEPTH = 500;

  private static final Limits DEFAULTS = builder().build();

  private final int definitionCharacters;
  private final int definitionTokens;
  private final int depth;
  private final int inputsBytes;
  private final int templateCharacters;
  private final int templateTags;
  private final int sectionDepth;
  private final int sectionIterations;
  private final int templateOutputCharacters;
  private final int argumentsBytes;
  private final int resultBytes;
  private final int loopBytes;
  private final int loopItems;
  private final int recordBytes;

  private Limits(Builder builder) {
    this.definitionCharacters = builder.definitionCharacters;
    this.definitionTokens = builder.definitionTokens;
    this.depth = builder.depth;
    this.inputsBytes = builder.inputsBytes;
    this.templateCharacters = builder.templateCharacters;
    this.templateTags = builder.templateTags;
    this.sectionDepth = builder.sectionDepth;
    this.sectionIterations = builder.sectionIterations;
    this.templateOutputCharacters = builder.templateOutputCharacters;
    this.argumentsBytes = builder.argumentsBytes;
    this.resultBytes = builder.resultBytes;
    this.loopBytes = builder.loopBytes;
    this.loopItems = builder.loopItems;
    this.recordBytes = builder.recordBytes;
  }

  /**
   * The documented defaults.
   *
   * @return the limits that an engine has if none are given
   */
  public static Limits defaults() {
    return DEFAULTS;
  }

  /**
   * Starts from the defaults.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Characters of a definition document.
   *
   * @return the most that is admitted
   */
  public int definitionCharacters() {
    return definitionCharacters;
  }

  /**
   * JSON tokens of a definition document.
   *
   * @return the most that is admitted
   */
  public int definitionTokens() {
    return definitionTokens;
  }

  /**
   * Nesting depth of containers in a definition, inputs, arguments or a result.
   *
   * @return the most that is admitted
   */
  public int depth() {
    return depth;
  }

  /**
   * Bytes of a run's inputs as JSON.
   *
   * @return the most that is admitted
   */
  public int inputsBytes() {
    return inputsBytes;
  }

  /**
   * UTF-16 units of one template.
   *
   * @return the most that is admitted
   */
  public int templateCharacters() {
    return templateCharacters;
  }

  /**
   * Tags of one template.
   *
   * @return the most that is admitted
   */
  public int templateTags() {
    return templateTags;
  }

  /**
   * Nesting depth of sections in one template.
   *
   * @return the most that is admitted
   */
  public int sectionDepth() {
    return sectionDepth;
  }

  /**
   * Iterations of all sections while one template is resolved.
   *
   * @return the most that is admitted
   */
  public int sectionIterations() {
    return sectionIterations;
  }

  /**
   * UTF-16 units that one template may yield.
   *
   * @return the most that is admitted
   */
  public int templateOutputCharacters() {
    return templateOutputCharacters;
  }

  /**
   * Bytes of one call's resolved arguments as JSON.
   *
   * @return the most that is admitted
   */
  public int argumentsBytes() {
    return argumentsBytes;
  }

  /**
   * Bytes of one tool result as JSON.
   *
   * @return the most that is admitted
   */
  public int resultBytes() {
    return resultBytes;
  }

  /**
   * Bytes of a loop's aggregate result as JSON.
   *
   * @return the most that is admitted
   */
  public int loopBytes() {
    return loopBytes;
  }

  /**
   * Items of one loop.
   *
   * @return the most that is admitted
   */
  public int loopItems() {
    return loopItems;
  }

  /**
   * Bytes of a whole execution record as JSON.
   *
   * @return the most that is admitted
   */
  public int recordBytes() {
    return recordBytes;
  }

  /** Sets some limits; what isn't set keeps its default. Not thread-safe. */
  public static final class Builder {
    private int definitionCharacters = 2 * 1024 * 1024;
    private int definitionTokens = 100_000;
    private int depth = 64;
    private int inputsBytes = 1024 * 1024;
    private int templateCharacters = 256 * 1024;
    private int templateTags = 1_000;
    private int sectionDepth = 16;
    private int sectionIterations = 10_000;
    private int templateOutputCharacters = 1024 * 1024;
    private int argumentsBytes = 2 * 1024 * 1024;
    private int resultBytes = 1024 * 1024;
    private int loopBytes = 16 * 1024 * 1024;
    private int loopItems = 10_000;
    private int recordBytes = 64 * 1024 * 1024;

    private Builder() {}

    /**
     * Characters of a definition document.
     *
     * @param most the most that is admitted, at least 1
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder definitionCharacters(int most) {
      this.definitionCharacters = positive("definitionCharacters", most);
      return this;
    }

    /**
     * JSON tokens of a definition document.
     *
     * @param most the most that is admitted, at least 1
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder definitionTokens(int most) {
      this.definitionTokens = positive("definitionTokens", most);
      return this;
    }

    /**
     * Nesting depth of containers in a definition, inputs, arguments or a result.
     *
     * @param most the most that is admitted, from 1 to {@value Limits#MOST_DEPTH}
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder depth(int most) {
      if (most > MOST_DEPTH) {
        throw new IllegalArgumentException(
            "depth must be at most " + MOST_DEPTH + ", but is " + most);
      }
      this.depth = positive("depth", most);
      return this;
    }

    /**
     * Bytes of a run's inputs as JSON.
     *
     * @param most the most that is admitted, at least 1
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder inputsBytes(int most) {
      this.inputsBytes = positive("inputsBytes", most);
      return this;
    }

    /**
     * UTF-16 units of one template.
     *
     * @param most the most that is admitted, at least 1
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder templateCharacters(int most) {
      this.templateCharacters = positive("templateCharacters", most);
      return this;
    }

    /**
     * Tags of one template.
     *
     * @param most the most that is admitted, at least 1
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder templateTags(int most) {
      this.templateTags = positive("templateTags", most);
      return this;
    }

    /**
     * Nesting depth of sections in one template.
     *
     * @param most the most that is admitted, at least 1
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder sectionDepth(int most) {
      this.sectionDepth = positive("sectionDepth", most);
      return this;
    }

    /**
     * Iterations of all sections while one template is resolved.
     *
     * @param most the most that is admitted, at least 1
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder sectionIterations(int most) {
      this.sectionIterations = positive("sectionIterations", most);
      return this;
    }

    /**
     * UTF-16 units that one template may yield.
     *
     * @param most the most that is admitted, at least 1
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder templateOutputCharacters(int most) {
      this.templateOutputCharacters = positive("templateOutputCharacters", most);
      return this;
    }

    /**
     * Bytes of one call's resolved arguments as JSON.
     *
     * @param most the most that is admitted, at least 1
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder argumentsBytes(int most) {
      this.argumentsBytes = positive("argumentsBytes", most);
      return this;
    }

    /**
     * Bytes of one tool result as JSON.
     *
     * @param most the most that is admitted, at least 1
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder resultBytes(int most) {
      this.resultBytes = positive("resultBytes", most);
      return this;
    }

    /**
     * Bytes of a loop's aggregate result as JSON.
     *
     * @param most the most that is admitted, at least 1
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder loopBytes(int most) {
      this.loopBytes = positive("loopBytes", most);
      return this;
    }

    /**
     * Items of one loop.
     *
     * @param most the most that is admitted, at least 1
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder loopItems(int most) {
      this.loopItems = positive("loopItems", most);
      return this;
    }

    /**
     * Bytes of a whole execution record as JSON.
     *
     * @param most the most that is admitted, at least 1
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder recordBytes(int most) {
      this.recordBytes = positive("recordBytes", most);
      return this;
    }

    /**
     * Makes the limits.
     *
     * @return immutable limits
     */
    public Limits build() {
      return new Limits(this);
    }

    private static int positive(String name, int most) {
      if (most < 1) {
        throw new IllegalArgumentException(name + " must be at least 1, but is " + most);
      }
      return most;
    }
  }
}
