package dev.taskq.examples.resize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.Outcome;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures as cameras, printers and image editors make them. */
class OddPicturesTest {
    @TempDir
    private Path root;

    private ResizeImageHandler handler;

    @BeforeEach
    void setUp() {
        handler = new ResizeImageHandler(root);
    }

    private Path resource(String name) throws IOException {
        try (InputStream in = OddPicturesTest.class.getResourceAsStream("/pictures/" + name)) {
            Files.copy(Objects.requireNonNull(in, name), root.resolve(name));
        }
        return root.resolve(name);
    }

    private BufferedImage resized(String source, int width, int height) throws Exception {
        return resized(new ResizeImage(source, "out.png", width, height, false));
    }

    private BufferedImage resized(ResizeImage params) throws Exception {
        assertThat(handler.handle(new AnAttempt(), params)).isInstanceOf(Outcome.Done.class);
        return Pictures.read(root.resolve(params.target()));
    }

    // Orientation

    @Test
    void aCamerasPictureIsTurnedUpright() throws Exception {
        resource("exif6.jpg");
        BufferedImage image = resized(new ResizeImage("exif6.jpg", "out.png", 60, 60, true));
        assertThat(new Size(image.getWidth(), image.getHeight())).isEqualTo(new Size(40, 60));
    }

    static Stream<Integer> orientations() {
        return IntStream.rangeClosed(1, 8).boxed();
    }

    /** The same picture eight times, each lying otherwise in its file: red, green, blue, white from the top left on. */
    @ParameterizedTest
    @MethodSource("orientations")
    void everyOrientationComesOutTheSame(int value) throws Exception {
        Orientation orientation = Orientation.of(value);
        Size upright = new Size(40, 20);
        Size inFile = orientation.upright(upright);
        BufferedImage lying = new BufferedImage(inFile.width(), inFile.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < inFile.height(); y++) {
            for (int x = 0; x < inFile.width(); x++) {
                boolean right = orientation.x(x, y, inFile) >= 20;
                boolean below = orientation.y(x, y, inFile) >= 10;
                lying.setRGB(x, y, below ? (right ? 0xffffff : 0x0000ff) : (right ? 0x00ff00 : 0xff0000));
            }
        }
        Pictures.writePng(lying, "eXIf", Pictures.exif(value), root.resolve("in.png"));

        for (Size size : new Size[] {upright, new Size(20, 10), new Size(80, 40)}) {
            BufferedImage image = resized("in.png", size.width(), size.height());
            int right = size.width() * 3 / 4;
            int below = size.height() * 3 / 4;
            assertThat(new int[] {
                        image.getRGB(size.width() / 4, size.height() / 4) & 0xffffff,
                        image.getRGB(right, size.height() / 4) & 0xffffff,
                        image.getRGB(size.width() / 4, below) & 0xffffff,
                        image.getRGB(right, below) & 0xffffff
                    })
                    .as("%s", size)
                    .containsExactly(0xff0000, 0x00ff00, 0x0000ff, 0xffffff);
        }
    }

    /** As a viewer has it that knows EXIF, not as the constants say themselves. */
    @Test
    void aPictureThatLiesOnItsLeftSideIsTurnedToTheRight() throws Exception {
        BufferedImage lying = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
        lying.setRGB(0, 0, 0xff0000);
        Pictures.writePng(lying, "eXIf", Pictures.exif(6), root.resolve("in.png"));
        assertThat(resized("in.png", 2, 3).getRGB(1, 0)).isEqualTo(0xffff0000);
        Pictures.writePng(lying, "eXIf", Pictures.exif(8), root.resolve("in.png"));
        assertThat(resized("in.png", 2, 3).getRGB(0, 2)).isEqualTo(0xffff0000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "4d4d002a",
                "4d4d002a00000008ffff0112",
                "4d4d002affffffff0001",
                // A value of two gigabytes, at the end; none of this is worth a failure.
                "4d4d002a00000008000101120003800000007fffffff00000000",
                "4d4d002a0000000800010112000300000001000900000000000000"
            })
    void brokenExifMeansUpright(String hex) throws Exception {
        Pictures.writePng(Pictures.halves(40, 20), "eXIf", HexFormat.of().parseHex(hex), root.resolve("in.png"));
        assertThat(resized("in.png", 40, 20).getRGB(5, 10)).isEqualTo(0xffff0000);
    }

    // Colours

    @ParameterizedTest
    @CsvSource({"gray8alpha.png, 30, 128", "trns_gray.png, 90, 200"})
    void greyWithTransparencyStaysAsItIs(String name, int x, int value) throws Exception {
        resource(name);
        BufferedImage image = resized(name, 120, 80);
        // The bytes as they are, not as Java converts grey; the other half of the picture is clear.
        int[] colour = image.getRaster().getPixel(x, 40, new int[4]);
        assertThat(colour).containsExactly(value, value, value, 255);
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY})
    void greyStaysAsItIs(int type) throws Exception {
        BufferedImage grey = new BufferedImage(40, 20, type);
        int value = type == BufferedImage.TYPE_BYTE_GRAY ? 100 : 100 * 257;
        for (int i = 0; i < 800; i++) {
            grey.getRaster().setSample(i % 40, i / 40, 0, value);
        }
        Pictures.write(grey, "png", root.resolve("in.png"));
        assertThat(resized("in.png", 40, 20).getRaster().getSample(10, 10, 0)).isEqualTo(100);
    }

    @Test
    void aPngsProfileIsHeededAsAJpegsIs() throws Exception {
        resource("iccswap.png");
        BufferedImage image = resized("iccswap.png", 120, 80);
        int colour = image.getRGB(60, 40);
        assertThat(colour >> 16 & 0xff).as("red of %x", colour).isLessThan(30);
        assertThat(colour >> 8 & 0xff).as("green of %x", colour).isGreaterThan(220);

        byte[] profile = Pictures.profile(root.resolve("iccswap.png"));
        Pictures.writeJpeg(Pictures.rgb(40, 20, 0xff0000), profile, root.resolve("in.jpg"));
        int same = resized("in.jpg", 40, 20).getRGB(20, 10);
        for (int shift = 0; shift < 24; shift += 8) {
            assertThat(same >> shift & 0xff)
                    .as("%x and %x", same, colour)
                    .isCloseTo(colour >> shift & 0xff, Offset.offset(6));
        }
    }

    @Test
    void aBrokenProfileIsPassedOver() throws Exception {
        byte[] chunk = new byte[400];
        Pictures.writePng(Pictures.halves(40, 20), "iCCP", chunk, root.resolve("in.png"));
        assertThat(resized("in.png", 40, 20).getRGB(5, 10)).isEqualTo(0xffff0000);
    }

    /** Four kilobytes of them become four gigabytes: read as far as a profile can be long. */
    @Test
    void aProfileThatInflatesWithoutEndIsPassedOver() throws Exception {
        Pictures.writePng(Pictures.halves(40, 20), "iCCP", Pictures.inflating(64 << 20), root.resolve("in.png"));
        assertThat(resized("in.png", 40, 20).getRGB(5, 10)).isEqualTo(0xffff0000);
    }

    @Test
    void printersColoursAreRead() throws Exception {
        // No cyan, all magenta, all yellow, no black: red.
        Pictures.writeCmyk(40, 20, new int[] {0, 255, 255, 0}, root.resolve("in.jpg"));
        int colour = resized("in.jpg", 40, 20).getRGB(20, 10);
        assertThat(colour >> 16 & 0xff).as("red of %x", colour).isGreaterThan(200);
        assertThat(colour >> 8 & 0xff).as("green of %x", colour).isLessThan(70);
        assertThat(colour & 0xff).as("blue of %x", colour).isLessThan(70);
    }

    @Test
    void anInterruptionEndsTheDecodingOfPrintersColours() throws Exception {
        Pictures.writeCmyk(2_000, 2_000, new int[] {0, 255, 255, 0}, root.resolve("in.jpg"));
        try (SourceImage image = SourceImage.open(root.resolve("in.jpg"), "in.jpg", new Readers())) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(image::decode).isInstanceOf(InterruptedException.class);
        }
    }

    // Shape

    @Test
    void aRowOfManyPixelsIsRefused() throws Exception {
        Pictures.headerOnly(10_000_000, 1, root.resolve("in.png"));
        assertThat(handler.handle(new AnAttempt(), ResizeImage.of("in.png", "out.png", 10, 10)))
                .isEqualTo(Outcome.giveUp("source has 10000000 x 1 pixels, more than 65535 on a side: in.png"));
    }
}
