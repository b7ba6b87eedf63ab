package dev.taskq.examples.resize;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.FileImageOutputStream;

/** Writes pictures. */
final class TargetImage {
    private static final float JPEG_QUALITY = 0.9f;

    private TargetImage() {}

    /**
     * Writes a picture so that the target appears whole or not at all, even after a crash. It writes a file beside the
     * target, syncs it to disk, and renames it to the target.
     *
     * @return the size of the file
     */
    static long write(BufferedImage image, ImageFormat format, Path target) throws IOException, InterruptedException {
        // The file is beside the target, because a move is certainly atomic only within a folder. Its name is never
        // used twice, because after a crash two attempts may write at the same time.
        Path unfinished = target.resolveSibling(".resize-" + UUID.randomUUID() + ".tmp");
        try {
            encode(image, format, unfinished);
            try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            long size = Files.size(unfinished);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            return size;
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static void encode(BufferedImage image, ImageFormat format, Path file) throws IOException {
        ImageWriter writer =
                ImageIO.getImageWritersByFormatName(format.imageIoName()).next();
        try (FileImageOutputStream output = new FileImageOutputStream(file.toFile())) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            if (format == ImageFormat.JPEG) {
                parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                parameters.setCompressionQuality(JPEG_QUALITY);
            }
            writer.setOutput(output);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }
    }
}
