package dev.taskq.examples.resize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.JsonMapping;
import dev.taskq.Outcome;
import dev.taskq.TaskHandler;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResizeImageHandlerTest {
    private static final int RED = 0xffff0000;
    private static final int BLUE = 0xff0000ff;

    @TempDir
    private Path outside;

    private Path root;
    private ResizeImageHandler handler;

    @BeforeEach
    void makesAPicture() throws IOException {
        root = Files.createDirectory(outside.resolve("images"));
        handler = new ResizeImageHandler(root);
        Pictures.write(Pictures.halves(400, 200), "png", root.resolve("in.png"));
    }

    private Outcome resize(String source, String target, int width, int height) throws Exception {
        return handler.handle(new AnAttempt(), ResizeImage.of(source, target, width, height));
    }

    private void assertGivesUp(Outcome outcome, String reason) throws IOException {
        assertThat(outcome).isEqualTo(Outcome.giveUp(reason));
        assertNothingWritten();
    }

    private void assertNothingWritten() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith("out") || name.contains(".tmp")))
                    .isEmpty();
        }
    }

    // What works

    @ParameterizedTest
    @CsvSource({"png, out.png", "png, out.jpg", "jpeg, out.png", "jpeg, out.JPEG"})
    void resizesBetweenPngAndJpeg(String sourceFormat, String target) throws Exception {
        Pictures.write(Pictures.halves(400, 200), sourceFormat, root.resolve("in"));

        Outcome outcome = resize("in", target, 40, 30);

        BufferedImage image = Pictures.read(root.resolve(target));
        assertThat(List.of(image.getWidth(), image.getHeight())).containsExactly(40, 30);
        assertThat(image.getRGB(5, 15) & 0xff0000).isGreaterThan(0xf00000);
        assertThat(image.getRGB(35, 15) & 0x0000ff).isGreaterThan(0x0000f0);
        assertThat(outcome).isEqualTo(Outcome.done(new ResizedImage(target, 40, 30, Files.size(root.resolve(target)))));
    }

    @Test
    void theResultIsSmallJson() throws Exception {
        Outcome outcome = resize("in.png", "out.png", 4, 2);
        long bytes = Files.size(root.resolve("out.png"));
        assertThat(outcome).isEqualTo(Outcome.done(new ResizedImage("out.png", 4, 2, bytes)));
        assertThat(handler.type().writeResult(new ResizedImage("out.png", 4, 2, bytes)))
                .isEqualTo("{\"target\":\"out.png\",\"width\":4,\"height\":2,\"bytes\":" + bytes + "}");
    }

    @Test
    void growsPictures() throws Exception {
        resize("in.png", "out.png", 1_000, 700);
        BufferedImage image = Pictures.read(root.resolve("out.png"));
        assertThat(image.getRGB(100, 350)).isEqualTo(RED);
        assertThat(image.getRGB(900, 350)).isEqualTo(BLUE);
    }

    @Test
    void shrinkingMeansAveragingAllPixels() throws Exception {
        BufferedImage stripes = new BufferedImage(512, 512, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 512; x++) {
            for (int y = 0; y < 512; y++) {
                stripes.setRGB(x, y, x % 2 == 0 ? 0xffffff : 0);
            }
        }
        Pictures.write(stripes, "png", root.resolve("stripes.png"));
        resize("stripes.png", "out.png", 16, 16);
        assertThat(Pictures.read(root.resolve("out.png")).getRGB(8, 8) & 0xff).isBetween(120, 136);
    }

    @ParameterizedTest
    @CsvSource({"100, 100, 100, 50", "1000, 100, 200, 100", "400, 200, 400, 200", "1, 1, 1, 1"})
    void keepsTheAspectRatioOnRequest(int width, int height, int newWidth, int newHeight) throws Exception {
        handler.handle(new AnAttempt(), new ResizeImage("in.png", "out.png", width, height, true));
        BufferedImage image = Pictures.read(root.resolve("out.png"));
        assertThat(List.of(image.getWidth(), image.getHeight())).containsExactly(newWidth, newHeight);
    }

    @Test
    void keepsTransparencyInPngAndMakesItWhiteInJpeg() throws Exception {
        Pictures.write(new BufferedImage(50, 50, BufferedImage.TYPE_INT_ARGB), "png", root.resolve("clear.png"));
        resize("clear.png", "out.png", 10, 10);
        resize("clear.png", "out.jpg", 10, 10);
        assertThat(Pictures.read(root.resolve("out.png")).getRGB(5, 5) >>> 24).isZero();
        assertThat(Pictures.read(root.resolve("out.jpg")).getRGB(5, 5)).isEqualTo(0xffffffff);
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_BYTE_BINARY, BufferedImage.TYPE_BYTE_INDEXED})
    void readsGreyAndIndexedPictures(int type) throws Exception {
        Pictures.write(Pictures.halves(40, 40, type), "png", root.resolve("odd.png"));
        assertThat(resize("odd.png", "out.jpg", 10, 10)).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void makesTheFolderOfTheTarget() throws Exception {
        resize("in.png", "small/2026/out.png", 10, 10);
        assertThat(root.resolve("small/2026/out.png")).exists();
    }

    @Test
    void runningTwiceGivesTheSameFile() throws Exception {
        Outcome first = resize("in.png", "out.png", 10, 10);
        byte[] written = Files.readAllBytes(root.resolve("out.png"));
        assertThat(resize("in.png", "out.png", 10, 10)).isEqualTo(first);
        assertThat(Files.readAllBytes(root.resolve("out.png"))).isEqualTo(written);
    }

    @Test
    void theContentOfTheSourceCountsNotItsName() throws Exception {
        Pictures.write(Pictures.halves(40, 40), "jpeg", root.resolve("lies.png"));
        assertThat(resize("lies.png", "out.png", 10, 10)).isInstanceOf(Outcome.Done.class);
    }

    // What fails for good

    @Test
    void aMissingSourceFailsForGood() throws Exception {
        assertGivesUp(resize("none.png", "out.png", 10, 10), "source does not exist: none.png");
    }

    @Test
    void aFolderAsSourceFailsForGood() throws Exception {
        Files.createDirectory(root.resolve("folder"));
        assertGivesUp(resize("folder", "out.png", 10, 10), "source is not a file: folder");
        assertGivesUp(resize("", "out.png", 10, 10), "source names no file: \"\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret.png", "a/../../secret.png", "/etc/secret.png", "link.png", "folder/secret.png"})
    void aSourceOutsideOfTheRootFailsForGood(String name) throws Exception {
        Pictures.write(Pictures.halves(40, 40), "png", outside.resolve("secret.png"));
        Files.createSymbolicLink(root.resolve("link.png"), outside.resolve("secret.png"));
        Files.createSymbolicLink(root.resolve("folder"), outside);
        assertGivesUp(resize(name, "out.png", 10, 10), "source lies outside of the root folder: " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../out.png", "a/../../out.png", "/tmp/out.png", "folder/out.png", "folder/new/out.png"})
    void aTargetOutsideOfTheRootFailsForGood(String name) throws Exception {
        Path elsewhere = Files.createDirectory(outside.resolve("elsewhere"));
        Files.createSymbolicLink(root.resolve("folder"), elsewhere);
        assertGivesUp(resize("in.png", name, 10, 10), "target lies outside of the root folder: " + name);
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void aLinkAsTargetIsReplacedNotFollowed() throws Exception {
        Path kept = Files.writeString(outside.resolve("kept.txt"), "kept");
        Files.createSymbolicLink(root.resolve("out.png"), kept);
        resize("in.png", "out.png", 10, 10);
        assertThat(kept).hasContent("kept");
        assertThat(Pictures.read(root.resolve("out.png")).getWidth()).isEqualTo(10);
    }

    @Test
    void aTargetThatCannotBeAFileFailsForGood() throws Exception {
        Files.createDirectory(root.resolve("folder.png"));
        assertGivesUp(resize("in.png", "folder.png", 10, 10), "target is a folder: folder.png");
        assertGivesUp(resize("in.png", "in.png/out.png", 10, 10), "target lies below a file: in.png/out.png");
        assertGivesUp(resize("in.png", "out\0.png", 10, 10), "target is no path: Nul character not allowed");
    }

    @Test
    void theSourceAsTargetFailsForGood() throws Exception {
        assertGivesUp(resize("in.png", "in.png", 10, 10), "target must be another file than source: in.png");
    }

    @Test
    void anotherCompletionOfTheTargetFailsForGood() throws Exception {
        assertGivesUp(resize("in.png", "out.webp", 10, 10), "target must end in .png, .jpg or .jpeg: out.webp");
    }

    @Test
    void anotherFormatFailsForGood() throws Exception {
        Pictures.write(Pictures.halves(40, 40), "gif", root.resolve("in.gif"));
        Files.writeString(root.resolve("text.png"), "no picture at all");
        Files.createFile(root.resolve("empty.png"));
        assertGivesUp(resize("in.gif", "out.png", 10, 10), "source is gif, not PNG or JPEG: in.gif");
        assertGivesUp(resize("text.png", "out.png", 10, 10), "source is neither PNG nor JPEG: text.png");
        assertGivesUp(resize("empty.png", "out.png", 10, 10), "source is neither PNG nor JPEG: empty.png");
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg"})
    void aTruncatedPictureFailsForGood(String format) throws Exception {
        byte[] whole = Files.readAllBytes(Pictures.write(noise(), format, root.resolve("whole")));
        for (int length : List.of(30, whole.length / 4, whole.length / 2, whole.length - 30)) {
            Files.write(root.resolve("cut"), Arrays.copyOf(whole, length));
            assertThat(resize("cut", "out.png", 10, 10))
                    .as("the first %d bytes of %d", length, whole.length)
                    .isInstanceOfSatisfying(
                            Outcome.GiveUp.class,
                            outcome -> assertThat(outcome.reason()).startsWith("source is broken ("));
            assertNothingWritten();
        }
    }

    @Test
    void aPictureWithBrokenDataFailsForGood() throws Exception {
        byte[] bytes = Files.readAllBytes(Pictures.write(noise(), "png", root.resolve("whole")));
        Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 100, (byte) 0x5a);
        Files.write(root.resolve("broken.png"), bytes);
        assertThat(resize("broken.png", "out.png", 10, 10)).isInstanceOf(Outcome.GiveUp.class);
        assertNothingWritten();
    }

    private static BufferedImage noise() {
        BufferedImage image = new BufferedImage(200, 200, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 200 * 200; i++) {
            image.setRGB(i % 200, i / 200, i * 2_654_435);
        }
        return image;
    }

    @Test
    void aPictureThatClaimsToBeHugeIsRefusedByItsHeader() throws Exception {
        Pictures.headerOnly(100_000, 100_000, root.resolve("bomb.png"));
        assertGivesUp(
                resize("bomb.png", "out.png", 10, 10),
                "source has 100000 x 100000 pixels, more than 50 million: bomb.png");
    }

    @Test
    void aHugeFileIsRefusedUnread() throws Exception {
        try (RandomAccessFile file =
                new RandomAccessFile(root.resolve("huge.png").toFile(), "rw")) {
            file.setLength((100L << 20) + 1);
        }
        assertGivesUp(resize("huge.png", "out.png", 10, 10), "source is larger than 100 MiB: huge.png");
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "10, 0", "-1, 10", "10001, 10", "10, 10001"})
    void aSizeOutOfBoundsFailsForGood(int width, int height) throws Exception {
        assertGivesUp(
                resize("in.png", "out.png", width, height),
                "width and height must be between 1 and 10000: " + width + " x " + height);
    }

    @Test
    void aTargetOfTooManyPixelsFailsForGood() throws Exception {
        assertGivesUp(
                resize("in.png", "out.png", 10_000, 10_000),
                "target would have 10000 x 10000 pixels, more than 50 million");
    }

    // What is tried again

    @Test
    void aMissingRootFolderIsTriedAgain() {
        ResizeImageHandler astray = new ResizeImageHandler(outside.resolve("none"));
        assertThatThrownBy(() -> astray.handle(new AnAttempt(), ResizeImage.of("in.png", "out.png", 10, 10)))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void anInterruptionEndsItAndLeavesNothing() throws Exception {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> resize("in.png", "out.png", 10, 10)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertNothingWritten();
    }

    @Test
    void anInterruptionEndsTheDecodingOfALargePicture() throws Exception {
        Pictures.write(Pictures.halves(3_000, 3_000), "png", root.resolve("large.png"));
        try (SourceImage image = SourceImage.open(root.resolve("large.png"), "large.png", new Readers())) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(image::decode).isInstanceOf(InterruptedException.class);
        }
    }

    // The plugin

    @Test
    void isFoundAsAPlugin() {
        assertThat(ServiceLoader.load(TaskHandler.class))
                .extracting(found -> found.type().name())
                .containsExactly("resize_image");
    }

    @Test
    void readsItsParamsFromJson() {
        assertThat(ResizeImageHandler.RESIZE_IMAGE.read("""
                {"source": "in.png", "target": "out.png", "width": 10, "height": 20}""")).isEqualTo(ResizeImage.of("in.png", "out.png", 10, 20));
        assertThat(ResizeImageHandler.RESIZE_IMAGE.read("""
                {"source": "a", "target": "b", "width": 1, "height": 2, "keep_aspect_ratio": true}""")).isEqualTo(new ResizeImage("a", "b", 1, 2, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"source", "target", "width", "height"})
    void absentParamsFailForGood(String name) throws Exception {
        Map<String, Object> params =
                new HashMap<>(Map.of("source", "in.png", "target", "out.png", "width", 1, "height", 2));
        params.remove(name);
        String json = JsonMapping.strict().write(params);

        Outcome outcome = handler.handle(new AnAttempt(), ResizeImageHandler.RESIZE_IMAGE.read(json));

        assertGivesUp(outcome, name + " is missing");
    }
}
