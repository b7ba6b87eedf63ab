package dev.taskq.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service "setup" of compose.yaml, run on folders of the test instead of its volumes. */
class SetupTest {
    @TempDir
    private Path folder;

    private Path script;

    @BeforeEach
    void makeVolumes() throws Exception {
        for (String volume : List.of("all", "postgres", "redis", "coordinator", "agent", "load", "grafana")) {
            Files.createDirectories(folder.resolve("secrets").resolve(volume));
        }
        Files.createDirectories(folder.resolve("images"));
        // In its container the script is root. Elsewhere it cannot give a folder to another user.
        Path chown = Files.createDirectories(folder.resolve("bin")).resolve("chown");
        assertThat(Files.writeString(chown, "#!/bin/sh\n").toFile().setExecutable(true))
                .isTrue();
        script = Files.writeString(
                folder.resolve("setup"),
                Repository.text("deploy/compose/setup")
                        .replace("/run/taskq/", folder.resolve("secrets") + "/")
                        .replace("/images", folder.resolve("images").toString()));
        succeeds("make");
    }

    @Test
    void theTokenIsKnownToTheCoordinatorByItsHashAndStaysTheSame() throws Exception {
        String token = shownToken();

        succeeds("make");

        assertThat(shownToken()).isEqualTo(token);
        assertThat(coordinatorsTokens()).containsExactly("local admin " + hash(token));
        assertThat(secret("load/token")).isEqualTo(token);
    }

    @Test
    void oneMoreTokenIsPrintedOnceAndKeptAsAHash() throws Exception {
        String first = shownToken();

        String added = succeeds("token", "shop", "submit,read").strip();

        assertThat(added).matches("[0-9a-f]{64}").isNotEqualTo(first);
        assertThat(coordinatorsTokens())
                .containsExactly("local admin " + hash(first), "shop submit,read " + hash(added));
        assertThat(succeeds("tokens").lines().toList()).isEqualTo(coordinatorsTokens());
        assertThat(shownToken()).isEqualTo(first);
    }

    @Test
    void aTokenHasALimitOfItsRateAndIsRevokedByItsHashAlone() throws Exception {
        String first = shownToken();

        String limited =
                succeeds("token", "shop", "own", "rate=100/s", "burst=200").strip();
        String slow = succeeds("token", "slow", "read", "rate=5/h").strip();
        String turned =
                succeeds("token", "turned", "read", "burst=7", "rate=600/m").strip();

        assertThat(coordinatorsTokens())
                .containsExactly(
                        "local admin " + hash(first),
                        "shop own " + hash(limited) + " rate=100/s burst=200",
                        "slow read " + hash(slow) + " rate=5/h",
                        "turned read " + hash(turned) + " rate=600/m burst=7");

        succeeds("revoke", hash(limited));

        assertThat(coordinatorsTokens()).hasSize(3).noneMatch(line -> line.startsWith("shop "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rate=",
                "rate=0/s",
                "rate=01/s",
                "rate=1",
                "rate=1/d",
                "rate=1000001/s",
                "rate=1/s rate=1/s",
                "burst=5",
                "rate=1/s burst=0",
                "rate=1/s burst=1000001",
                "rate=1/s burst=1 burst=1",
                "rate=1/s fast",
                "100/s"
            })
    void aLimitThatTheCoordinatorCouldNotReadIsRefused(String options) throws Exception {
        List<String> before = coordinatorsTokens();
        List<String> arguments = new ArrayList<>(List.of("token", "shop", "read"));
        arguments.addAll(List.of(options.split(" ")));

        assertThat(fails(arguments.toArray(String[]::new))).contains("setup: ");

        assertThat(coordinatorsTokens()).isEqualTo(before);
    }

    @Test
    void aTokenIsReplacedWithoutAPauseAndTheOldOneRevoked() throws Exception {
        String first = shownToken();

        String second = succeeds("token", "local", "admin").strip();

        assertThat(shownToken()).isEqualTo(second);
        assertThat(secret("load/token")).isEqualTo(second);
        assertThat(coordinatorsTokens()).containsExactly("local admin " + hash(first), "local admin " + hash(second));

        succeeds("revoke", hash(first));

        assertThat(coordinatorsTokens()).containsExactly("local admin " + hash(second));
    }

    @Test
    void whatTheCoordinatorCouldNotReadIsRefused() throws Exception {
        List<String> before = coordinatorsTokens();

        assertThat(fails("token", "a shop", "read")).contains("name");
        assertThat(fails("token", "shop", "reed")).contains("scopes are submit, read, own and admin");
        assertThat(fails("token", "shop")).contains("usage: setup token NAME SCOPES");
        assertThat(fails("revoke", "sha256:12")).contains("no token has this hash");
        assertThat(fails("revoke", hash(shownToken()))).contains("\"show\" prints this token");
        assertThat(fails()).contains("usage: setup make");
        assertThat(coordinatorsTokens()).isEqualTo(before);
    }

    private String shownToken() throws IOException, InterruptedException {
        return succeeds("show").lines().findFirst().orElseThrow().replaceFirst("^API token: ", "");
    }

    private List<String> coordinatorsTokens() throws IOException {
        return secret("coordinator/tokens").lines().toList();
    }

    private String secret(String file) throws IOException {
        return Files.readString(folder.resolve("secrets").resolve(file));
    }

    private static String hash(String token) throws NoSuchAlgorithmException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        return "sha256:" + HexFormat.of().formatHex(digest);
    }

    private String succeeds(String... arguments) throws IOException, InterruptedException {
        return run(0, arguments);
    }

    private String fails(String... arguments) throws IOException, InterruptedException {
        return run(2, arguments);
    }

    private String run(int exitCode, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().merge("PATH", folder.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(exitCode);
        return said;
    }
}
