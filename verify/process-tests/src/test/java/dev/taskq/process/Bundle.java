package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The file that Maven Central takes a release as, unpacked. */
final class Bundle {
    private static final Map<String, String> CHECKSUMS = Map.of(".md5", "MD5", ".sha1", "SHA-1");

    private final Path folder;

    private Bundle(Path folder) {
        this.folder = folder;
    }

    /** Finds the only bundle of a build. */
    static Bundle unpack(Path sources, Path folder) throws IOException {
        List<Path> bundles;
        try (Stream<Path> files = Files.walk(sources)) {
            bundles = files.filter(file -> file.endsWith("central-bundle.zip")).toList();
        }
        assertThat(bundles).hasSize(1);
        try (InputStream in = Files.newInputStream(bundles.getFirst());
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = folder.resolve(entry.getName());
                if (!entry.isDirectory()) {
                    Files.createDirectories(file.getParent());
                    Files.copy(zip, file);
                }
            }
        }
        return new Bundle(folder);
    }

    /** The artifacts in it. */
    List<String> artifacts() throws IOException {
        try (Stream<Path> folders = Files.list(folder.resolve("dev/taskq"))) {
            return folders.map(artifact -> artifact.getFileName().toString()).toList();
        }
    }

    /** The file of an artifact with a suffix, which has the checksums and the signature that are required. */
    Path file(String artifact, String suffix, SigningKey key) throws Exception {
        Path file = folder.resolve(
                "dev/taskq/%s/%s/%s-%s%s".formatted(artifact, Maven.version(), artifact, Maven.version(), suffix));
        for (Map.Entry<String, String> checksum : CHECKSUMS.entrySet()) {
            byte[] digest = MessageDigest.getInstance(checksum.getValue()).digest(Files.readAllBytes(file));
            assertThat(Path.of(file + checksum.getKey()))
                    .hasContent(HexFormat.of().formatHex(digest));
        }
        key.verify(file);
        return file;
    }
}
