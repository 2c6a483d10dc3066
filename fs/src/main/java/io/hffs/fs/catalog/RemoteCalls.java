package io.hffs.fs.catalog;

import io.hffs.fs.os.DaemonThreads;
import io.hffs.fs.source.SourceException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs questions to the sources on threads of its own, so that whoever asks can stop waiting. All
 * who ask the same question while it runs share one call. A call that outlives its askers goes on,
 * and what it finds is there for the next one.
 *
 * <p>Thread-safe. No lock is held while a call runs.
 */
public final class RemoteCalls implements AutoCloseable {

  private static final int MAX_THREADS = 16;
  private static final int MAX_QUEUED = 1024;

  /** A question to a source. */
  @FunctionalInterface
  public interface RemoteCall<T> {
    T ask() throws IOException;
  }

  private final ExecutorService threads;
  private final Map<Object, CompletableFuture<Object>> running = new ConcurrentHashMap<>();

  public RemoteCalls() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            MAX_THREADS,
            MAX_THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_QUEUED),
            DaemonThreads.numbered("hffs-lookup-"));
    pool.allowCoreThreadTimeOut(true);
    threads = pool;
  }

  /**
   * Asks, or joins the one who is asking already, and waits for the answer.
   *
   * @param key equal keys are the same question; its type must tell the kind of question
   * @throws LookupTimeoutException when there is no answer within {@code budget}
   * @throws IOException what the call threw
   */
  public <T> T ask(Object key, Duration budget, RemoteCall<T> call) throws IOException {
    CompletableFuture<Object> answer = start(key, call);
    try {
      @SuppressWarnings("unchecked") // one key stands for one kind of question
      T value = (T) answer.get(budget.toNanos(), TimeUnit.NANOSECONDS);
      return value;
    } catch (TimeoutException e) {
      throw new LookupTimeoutException("no answer within " + budget.toMillis() + " ms: " + key);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LookupTimeoutException("interrupted while waiting for " + key);
    } catch (ExecutionException e) {
      throw failure(key, e.getCause());
    }
  }

  /** Asks without waiting, unless the question is being asked already. */
  public void askInBackground(Object key, RemoteCall<?> call) {
    var unused = start(key, call); // whoever wants the answer asks for it
  }

  private CompletableFuture<Object> start(Object key, RemoteCall<?> call) {
    CompletableFuture<Object> mine = new CompletableFuture<>();
    CompletableFuture<Object> other = running.putIfAbsent(key, mine);
    if (other != null) {
      return other;
    }
    try {
      threads.execute(() -> run(key, call, mine));
    } catch (RejectedExecutionException e) {
      running.remove(key, mine);
      mine.completeExceptionally(
          new SourceException(
              SourceException.Kind.UNAVAILABLE, "too many look-ups wait for the network", e));
    }
    return mine;
  }

  private void run(Object key, RemoteCall<?> call, CompletableFuture<Object> answer) {
    try {
      Object value = call.ask();
      running.remove(key, answer);
      answer.complete(value);
    } catch (Throwable e) { // the edge of an executor: nobody else would see it
      running.remove(key, answer);
      answer.completeExceptionally(e);
    }
  }

  private static IOException failure(Object key, @Nullable Throwable cause) {
    if (cause instanceof SourceException e) {
      return e.forAnotherThread();
    }
    if (cause instanceof IOException e) {
      return new IOException(e.getMessage(), e);
    }
    return new IOException("look-up failed: " + key, cause);
  }

  /** Stops taking questions; calls that run are abandoned to their own limits. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
