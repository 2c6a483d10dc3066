package io.hffs.fs.peer;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Dns;

/**
 * DNS with a time limit. The system's resolver may block for half a minute, so it works on other
 * threads; one that is late is left to end by itself. Thread-safe.
 */
final class TimedDns implements Dns {

  private final Dns resolver;
  private final Duration limit;
  private final ExecutorService threads;

  TimedDns(Dns resolver, Duration limit, ExecutorService threads) {
    this.resolver = resolver;
    this.limit = limit;
    this.threads = threads;
  }

  @Override
  public List<InetAddress> lookup(String hostname) throws UnknownHostException {
    try {
      Future<List<InetAddress>> answer = threads.submit(() -> resolver.lookup(hostname));
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw unknown(hostname + " (DNS does not answer)", e);
    } catch (ExecutionException | RejectedExecutionException e) {
      throw unknown(hostname, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unknown(hostname + " (interrupted)", e);
    }
  }

  private static UnknownHostException unknown(String message, Exception cause) {
    UnknownHostException unknown = new UnknownHostException(message);
    unknown.initCause(cause);
    return unknown;
  }
}
