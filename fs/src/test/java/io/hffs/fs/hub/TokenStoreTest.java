package io.hffs.fs.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenStoreTest {

  @TempDir Path temp;

  private TokenStore store(Map<String, String> variables) {
    Map<String, String> all = new HashMap<>(variables);
    all.putIfAbsent("HF_HOME", temp.resolve("hf").toString());
    return new TokenStore(HuggingFaceEnvironment.from(all, temp));
  }

  private Path write(String path, String text, String mode) throws IOException {
    Path file = temp.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return file;
  }

  private String mode(String path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve(path)));
  }

  @Test
  void environmentWinsOverTheFile() throws Exception {
    write("hf/token", "hf_file", "rw-------");

    assertThat(store(Map.of("HF_TOKEN", "hf_env")).current())
        .contains(new Token("hf_env", "HF_TOKEN"));
  }

  @Test
  void oldVariableIsReadToo() {
    assertThat(store(Map.of("HUGGING_FACE_HUB_TOKEN", "hf_old")).current())
        .contains(new Token("hf_old", "HUGGING_FACE_HUB_TOKEN"));
  }

  @Test
  void fileIsReadWithoutItsLineEnd() throws Exception {
    Path file = write("hf/token", " hf_file\r\n", "rw-------");

    assertThat(store(Map.of()).current()).contains(new Token("hf_file", file.toString()));
  }

  @Test
  void tokenPathCanBeElsewhere() throws Exception {
    Path file = write("elsewhere", "hf_file", "rw-------");

    assertThat(store(Map.of("HF_TOKEN_PATH", file.toString())).current())
        .contains(new Token("hf_file", file.toString()));
  }

  @Test
  void noFileAndAnEmptyFileMeanNoToken() throws Exception {
    assertThat(store(Map.of()).current()).isEmpty();
    assertThat(store(Map.of()).problem()).isEmpty();
    write("hf/token", "\n", "rw-------");
    assertThat(store(Map.of()).current()).isEmpty();
  }

  @Test
  void fileThatOthersCanReadIsRefusedWithTheCure() throws Exception {
    Path file = write("hf/token", "hf_file", "rw-r--r--");

    assertThat(store(Map.of()).current()).isEmpty();
    assertThat(store(Map.of()).problem().orElseThrow()).contains("chmod 600 " + file);
  }

  @Test
  void fileThatNobodyMayReadIsToldByName() throws Exception {
    Path file = write("hf/token", "hf_file", "---------");
    TokenStore store = store(Map.of());

    // Root reads it all the same.
    assertThat(Files.isReadable(file) ? store.current().isPresent() : store.problem().isPresent())
        .isTrue();
    assertThat(store.problem().orElse(file.toString())).contains(file.toString());
  }

  @Test
  void fileThatIsNoTokenIsRefused() throws Exception {
    write("hf/token", "not a token", "rw-------");

    assertThat(store(Map.of()).current()).isEmpty();
    assertThat(store(Map.of()).problem()).isPresent();
  }

  @Test
  void implicitTokenCanBeSwitchedOffButStillFound() {
    TokenStore store = store(Map.of("HF_TOKEN", "hf_env", "HF_HUB_DISABLE_IMPLICIT_TOKEN", "true"));

    assertThat(store.current()).isEmpty();
    assertThat(store.find()).isPresent();
  }

  @Test
  void savedTokenIsForTheOwnerOnlyAndFoundAgain() throws Exception {
    TokenStore store = store(Map.of());
    store.save("hf_new\n", "laptop");

    assertThat(store.current().orElseThrow().value()).isEqualTo("hf_new");
    assertThat(Files.readString(temp.resolve("hf/token"))).isEqualTo("hf_new");
    assertThat(mode("hf/token")).isEqualTo("rw-------");
    assertThat(mode("hf/stored_tokens")).isEqualTo("rw-------");
    assertThat(mode("hf")).isEqualTo("rwx------");
    assertThat(temp.resolve("hf")).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void savedTokensAreListedByName() throws Exception {
    TokenStore store = store(Map.of());
    store.save("hf_1", "laptop");
    store.save("hf_2", "ci");
    store.save("hf_3", "laptop");

    assertThat(Files.readString(temp.resolve("hf/stored_tokens")))
        .isEqualTo("[ci]\nhf_token = hf_2\n\n[laptop]\nhf_token = hf_3\n\n");
  }

  @Test
  void nameCannotForgeASection() {
    assertThat(StoredTokens.with("", "a]\n[b", "hf_1")).isEqualTo("[a___b]\nhf_token = hf_1\n\n");
  }

  @Test
  void deletedTokenIsGone() throws Exception {
    TokenStore store = store(Map.of());
    store.save("hf_1", "laptop");

    assertThat(store.delete()).isTrue();
    assertThat(store.current()).isEmpty();
    assertThat(temp.resolve("hf/stored_tokens")).doesNotExist();
    assertThat(store.delete()).isFalse();
  }

  @Test
  void nothingShowsTheSecret() throws Exception {
    TokenStore store = store(Map.of("HF_TOKEN", "hf_secret"));

    assertThat(store.toString()).isEqualTo("token from HF_TOKEN");
    assertThat(HuggingFaceEnvironment.from(Map.of("HF_TOKEN", "hf_secret"), temp).toString())
        .doesNotContain("hf_secret");
  }

  @Test
  void reloadTellsOnlyOfAnotherToken() throws Exception {
    Path file = write("hf/token", "hf_one", "rw-------");
    TokenStore store = store(Map.of());
    Token one = store.current().orElseThrow();

    assertThat(store.reload(one)).isEmpty();
    Files.writeString(file, "hf_two");
    assertThat(store.reload(one).orElseThrow().value()).isEqualTo("hf_two");
  }
}
