package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.StoreUnavailableException;
import dev.taskq.rig.backend.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Postgres over TLS, with a certificate that is verified. */
class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @Test
    void storeSpeaksTlsAndChecksTheServersIdentity(@TempDir Path folder) throws Exception {
        KeyStore mine = selfSigned(folder.resolve("mine.p12"));
        KeyStore foreign = selfSigned(folder.resolve("foreign.p12"));
        Path home = folder.resolve("postgres");
        try (PostgresServer server = PostgresServer.start(home)) {
            showCertificate(home.resolve("data"), mine);
            server.kill();
            server.restart();
            PostgresConfig trusting = config(server, certificate(folder.resolve("mine.crt"), mine));

            PostgresTaskStore.migrate(trusting);
            try (PostgresTaskStore store = PostgresTaskStore.open(trusting)) {
                Tasks.openAgent(store);
                assertThat(store.sessions().all().sessions()).hasSize(1);
                try (var connection = ConnectionSettings.pooled(trusting).getConnection()) {
                    assertThat(TestDatabase.query(
                                    connection,
                                    "select bool_and(ssl)::text from pg_stat_ssl"
                                            + " join pg_stat_activity using (pid) where client_port is not null"))
                            .as("all connections are encrypted, that of the heartbeats too")
                            .containsExactly("true");
                }
            }
            PostgresConfig deceived = config(server, certificate(folder.resolve("foreign.crt"), foreign));
            assertThatThrownBy(() -> PostgresTaskStore.migrate(deceived)).isInstanceOf(StoreUnavailableException.class);
        }
    }

    private static PostgresConfig config(PostgresServer server, Path authority) {
        return PostgresConfig.of(
                server.jdbcUrl() + "?sslmode=verify-full&sslrootcert=" + authority, server.user(), server.password());
    }

    /** Sets the server's files; read when it starts. */
    private static void showCertificate(Path data, KeyStore store) throws IOException, GeneralSecurityException {
        // Overwrites files that belong to the server, so that only its user may read them.
        Path key = data.resolve("server.key");
        Files.copy(data.resolve("PG_VERSION"), key, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(
                key, pem("PRIVATE KEY", store.getKey("taskq", PASSWORD).getEncoded()));
        certificate(data.resolve("server.crt"), store);
        Files.writeString(data.resolve("postgresql.conf"), "\nssl = on\n", StandardOpenOption.APPEND);
    }

    private static Path certificate(Path file, KeyStore store) throws IOException, GeneralSecurityException {
        return Files.writeString(
                file, pem("CERTIFICATE", store.getCertificate("taskq").getEncoded()));
    }

    private static String pem(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(content)
                + "\n-----END " + label + "-----\n";
    }

    private static KeyStore selfSigned(Path file) throws IOException, InterruptedException, GeneralSecurityException {
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "taskq",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD)))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        return KeyStore.getInstance(file.toFile(), PASSWORD);
    }
}
