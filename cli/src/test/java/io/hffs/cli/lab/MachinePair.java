package io.hffs.cli.lab;

import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.sample.SampleRepos;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Two paired machines with a mount each. To make them takes longer than most that is done with
 * them, so that the tests of a class share them, and {@link #restore} between. For use by one
 * thread.
 */
final class MachinePair implements AutoCloseable {

  private final NetworkLab lab;
  private final Machine one;
  private final Machine two;

  private enum HubOfTwo {
    REACHED,
    OUT_OF_REACH
  }

  private MachinePair(Path work, HubOfTwo hub) throws Exception {
    this.lab = NetworkLab.open(work);
    try {
      this.one = lab.addMachine();
      this.two = hub == HubOfTwo.REACHED ? lab.addMachine() : lab.addMachineWithoutHub();
      restore();
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  /** Makes two that both have the hub. */
  static MachinePair open(Path work) throws Exception {
    return new MachinePair(work, HubOfTwo.REACHED);
  }

  /** Makes two of which the second cannot reach the hub. */
  static MachinePair withoutHubForTwo(Path work) throws Exception {
    return new MachinePair(work, HubOfTwo.OUT_OF_REACH);
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
  void restore() throws Exception {
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

  @Override
  public void close() throws IOException {
    lab.close();
  }
}
