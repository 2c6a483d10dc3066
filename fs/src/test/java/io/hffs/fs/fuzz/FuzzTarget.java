package io.hffs.fs.fuzz;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/**
 * A parser that eats what others send.
 *
 * @param name also that of the folder with its corpus
 */
public record FuzzTarget(String name, Parser parser) {

  /** Feeds the parser. */
  @FunctionalInterface
  public interface Parser {

    /**
     * Parses, and where there is an encoder compares what comes back.
     *
     * @return false when the input was refused in the way that is documented
     * @throws Exception any: it is a finding
     */
    boolean accepts(byte[] input) throws Exception;
  }

  /** The targets of one package; found by {@link ServiceLoader}. */
  public interface Provider {
    List<FuzzTarget> targets();
  }

  /** Returns all targets on the class path whose providers are below a package, by name. */
  public static List<FuzzTarget> below(String packageName) {
    return ServiceLoader.load(Provider.class).stream()
        .filter(provider -> provider.type().getName().startsWith(packageName + "."))
        .flatMap(provider -> provider.get().targets().stream())
        .sorted(Comparator.comparing(FuzzTarget::name))
        .toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
