package io.hffs.fs.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds and keeps the user's token where Hugging Face's programs do: the environment, then the file
 * {@code token}, which {@code hf auth login} and {@link #save} write.
 *
 * <p>Thread-safe. The file is read once, and again on {@link #reload}.
 */
public final class TokenStore {

  private static final Logger log = LoggerFactory.getLogger(TokenStore.class);
  private static final int MAX_BYTES = 64 * 1024;
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final @Nullable Token fromEnvironment;
  private final Path file;
  private final boolean implicit;
  private final Deque<Token> given = new ArrayDeque<>();
  private boolean loaded;
  private @Nullable Token stored;
  private @Nullable String problem;

  public TokenStore(HuggingFaceEnvironment environment) {
    this.fromEnvironment = environment.token();
    this.file = environment.tokenPath();
    this.implicit = !environment.implicitTokenDisabled();
  }

  /** Has a token sent in place of any other, until {@link #stopUsing}; of several the last. */
  public synchronized void use(Token token) {
    given.push(token);
  }

  /** Takes back one {@link #use} of this token. */
  public synchronized void stopUsing(Token token) {
    given.removeFirstOccurrence(token);
  }

  /** Returns the token to send with requests; empty for an anonymous user. */
  public synchronized Optional<Token> current() {
    return implicit || !given.isEmpty() ? find() : Optional.empty();
  }

  /** Returns the token that the user has, also when it is not to be sent without being asked. */
  public synchronized Optional<Token> find() {
    if (!given.isEmpty()) {
      return Optional.of(given.getFirst());
    }
    if (fromEnvironment != null) {
      return Optional.of(fromEnvironment);
    }
    if (!loaded) {
      load();
    }
    return Optional.ofNullable(stored);
  }

  /**
   * Returns why the file was not used, as a sentence that says what to do; empty if all is well.
   */
  public synchronized Optional<String> problem() {
    find();
    return Optional.ofNullable(problem);
  }

  /** Returns the file with the token, which need not exist. */
  public Path file() {
    return file;
  }

  /**
   * Reads the file again, because a server refused {@code refused}. Returns the token that is there
   * now when it is another one.
   */
  synchronized Optional<Token> reload(Token refused) {
    loaded = false;
    return current().filter(token -> !token.value().equals(refused.value()));
  }

  private void load() {
    Token before = stored;
    String problemBefore = problem;
    loaded = true;
    stored = null;
    problem = null;
    try {
      requireOwnerOnly();
      if (Files.size(file) > MAX_BYTES) {
        throw new FileSystemException(file.toString(), null, "too large for a token");
      }
      String text = cleaned(Files.readString(file, StandardCharsets.UTF_8));
      stored = text.isEmpty() ? null : new Token(text, file.toString());
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      problem = "The token file could not be read: " + e.getMessage();
    } catch (UnsafeTokenFileException | IllegalArgumentException e) {
      problem = e.getMessage();
    }
    if (problem != null && !problem.equals(problemBefore)) {
      log.warn("{} Going on without a token.", problem);
    } else if (stored != null && before != null && !stored.equals(before)) {
      log.info("Took up a new {}", stored);
    }
  }

  private static final class UnsafeTokenFileException extends Exception {
    UnsafeTokenFileException(String message) {
      super(message);
    }
  }

  private void requireOwnerOnly() throws IOException, UnsafeTokenFileException {
    Set<PosixFilePermission> open = new HashSet<>(Files.getPosixFilePermissions(file));
    open.retainAll(EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ));
    if (!open.isEmpty()) {
      throw new UnsafeTokenFileException(
          "The token in "
              + file
              + " is not used because others can read it: chmod 600 "
              + file
              + ".");
    }
  }

  /** Strips what editors and copying add: line ends and spaces. */
  static String cleaned(String text) {
    return text.replace("\r", "").replace("\n", "").strip();
  }

  /**
   * Writes the token, readable by the owner only, and adds it under {@code name} to the file {@code
   * stored_tokens} beside it. A token of the environment still goes first.
   *
   * @param name what the user called it on the Hub
   */
  public synchronized void save(String token, String name) throws IOException {
    Token checked = new Token(cleaned(token), file.toString());
    Path directory = directory();
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(Objects.requireNonNull(directory.toAbsolutePath().getParent()));
      Files.createDirectory(directory, OWNER_DIRECTORY);
    }
    Path list = directory.resolve("stored_tokens");
    String known = Files.exists(list) ? Files.readString(list, StandardCharsets.UTF_8) : "";
    write(list, StoredTokens.with(known, name, checked.value()));
    write(file, checked.value());
    loaded = false;
  }

  /** Deletes the token and {@code stored_tokens}; tells whether there was a token. */
  public synchronized boolean delete() throws IOException {
    boolean existed = Files.deleteIfExists(file);
    Files.deleteIfExists(directory().resolve("stored_tokens"));
    loaded = false;
    return existed;
  }

  private Path directory() {
    return Objects.requireNonNull(file.toAbsolutePath().getParent());
  }

  /** The mode is there from the first moment, and a crash leaves the old file. */
  private static void write(Path target, String text) throws IOException {
    Path parent = Objects.requireNonNull(target.toAbsolutePath().getParent());
    Path temporary = Files.createTempFile(parent, ".hffs-", ".tmp", OWNER_FILE);
    try {
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  @Override
  public String toString() {
    return find().map(Token::toString).orElse("no token");
  }
}
