package dev.sluice.examples.cli;

import picocli.CommandLine.IVersionProvider;

/** The version, which the jar's manifest knows. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Sluice.class.getPackage().getImplementationVersion();
    return new String[] {"sluice " + (version == null ? "(not packaged)" : version)};
  }
}
