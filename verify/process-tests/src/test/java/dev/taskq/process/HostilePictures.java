package dev.taskq.process;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** A folder of pictures that would take more memory than an agent has, or that are not valid. */
final class HostilePictures {
    static final String SMALL = "small.png";

    private static final Path RESOURCES =
            Path.of("..", "..", "examples", "resize-image", "src", "test", "resources", "pictures");
    private static final int END_OF_SIGNATURE = 8;
    private static final int END_OF_HEADER = 33;

    private HostilePictures() {}

    /** Writes all of them, and one small valid one. */
    static void write(Path folder) throws IOException {
        for (String name : List.of("bomb16.png", "rgba49mp.png")) {
            Files.copy(RESOURCES.resolve(name), folder.resolve(name));
        }
        byte[] small = png(32, 32);
        Files.write(folder.resolve(SMALL), small);
        Files.write(folder.resolve("claims_much.png"), withSize(small, 65_535, 65_535));
        byte[] large = Files.readAllBytes(folder.resolve("rgba49mp.png"));
        Files.write(folder.resolve("cut.png"), Arrays.copyOf(large, large.length / 2));
        Files.writeString(folder.resolve("text.png"), "no picture");
    }

    private static byte[] png(int width, int height) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", out);
        return out.toByteArray();
    }

    /** The picture with another size and a correct checksum in its header. */
    private static byte[] withSize(byte[] png, int width, int height) {
        ByteBuffer changed = ByteBuffer.wrap(png.clone());
        int type = END_OF_SIGNATURE + Integer.BYTES;
        int size = type + "IHDR".getBytes(StandardCharsets.US_ASCII).length;
        changed.putInt(size, width).putInt(size + Integer.BYTES, height);
        CRC32 checksum = new CRC32();
        int end = END_OF_HEADER - Integer.BYTES;
        checksum.update(changed.array(), type, end - type);
        return changed.putInt(end, (int) checksum.getValue()).array();
    }
}
