package io.hffs.cli.lab;

import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.sample.SampleRepos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Two paired machines with a mount each. To make them takes longer than most that is done with
 * them, so that the tests of a class share them: register it as a static extension, which makes
 * good between the tests what they did. For use by one thread.
 */
final class MachinePair implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

  private enum HubOfTwo {
    REACHED,
    OUT_OF_REACH
  }

  private final HubOfTwo hub;
  private Path work;
  private NetworkLab lab;
  private Machine one;
  private Machine two;

  private MachinePair(HubOfTwo hub) {
    this.hub = hub;
  }

  /** Both have the hub. */
  static MachinePair withHub() {
    return new MachinePair(HubOfTwo.REACHED);
  }

  /** The second cannot reach the hub. */
  static MachinePair withoutHubForTwo() {
    return new MachinePair(HubOfTwo.OUT_OF_REACH);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    work = Files.createTempDirectory("machine-pair");
    lab = NetworkLab.open(work);
    one = lab.addMachine();
    two = hub == HubOfTwo.REACHED ? lab.addMachine() : lab.addMachineWithoutHub();
    restore();
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    restore();
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    if (lab != null) {
      lab.close();
    }
    try (Stream<Path> made = Files.walk(work)) {
      for (Path each : (Iterable<Path>) made.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(each);
      }
    }
  }

  NetworkLab lab() {
    return lab;
  }

  Machine one() {
    return one;
  }

  Machine two() {
    return two;
  }

  /** Makes good what a test did: both run, are connected, and have reached each other. */
  private void restore() throws Exception {
    for (Machine machine : lab.machines()) {
      machine.network().linkUp();
      machine.resume();
    }
    lab.mountAll();
    if (new Peers(one).of(two).isEmpty() || new Peers(two).of(one).isEmpty()) {
      Peers.pair(two, one);
    } else {
      Peers.awaitEachOther(one, two);
    }
  }

  /** Adds a repository of one file to the hub; returns its path in a mount. */
  String add(String repo, TestContent content) throws IOException {
    SampleRepos.addLfsFile(lab.hub(), repo, "model.safetensors", content);
    return repo + "/main/model.safetensors";
  }

  /** Adds a repository of one file, of which the first machine has all and the second nothing. */
  String addToOne(String repo, TestContent content) throws IOException {
    String file = add(repo, content);
    one.sha256(file);
    return file;
  }
}
