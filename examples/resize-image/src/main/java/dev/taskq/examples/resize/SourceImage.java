package dev.taskq.examples.resize;

import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/**
 * A picture that is open for reading. Its size comes from the header: what would not fit into memory is refused before a
 * single pixel is decoded, for a few kilobytes can claim to be gigapixels. One thread at a time.
 */
final class SourceImage implements AutoCloseable {
    private static final long LARGEST_FILE = 100L << 20;

    private final String name;
    private final ImageInputStream input;
    private final ImageReader reader;
    private final int width;
    private final int height;

    private SourceImage(String name, ImageInputStream input, ImageReader reader, int width, int height) {
        this.name = name;
        this.input = input;
        this.reader = reader;
        this.width = width;
        this.height = height;
    }

    static SourceImage open(Path file, String name) throws UnfitException, IOException {
        long size = Files.size(file);
        if (size > LARGEST_FILE) {
            throw new UnfitException("source is larger than " + (LARGEST_FILE >> 20) + " MiB: " + name);
        }
        ImageInputStream input = new FileImageInputStream(file.toFile());
        try {
            return open(input, name);
        } catch (UnfitException | IOException | RuntimeException e) {
            input.close();
            throw e;
        }
    }

    private static SourceImage open(ImageInputStream input, String name) throws UnfitException, IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
        if (!readers.hasNext()) {
            throw new UnfitException("source is neither PNG nor JPEG: " + name);
        }
        ImageReader reader = readers.next();
        try {
            ImageFormat.ofContent(reader.getFormatName(), name);
            reader.setInput(input, true, true);
            return broken(name, () -> {
                int width = reader.getWidth(0);
                int height = reader.getHeight(0);
                if ((long) width * height > ResizeImageHandler.MOST_PIXELS) {
                    throw new UnfitException("source has " + width + " x " + height + " pixels, more than "
                            + ResizeImageHandler.MOST_PIXELS / 1_000_000 + " million: " + name);
                }
                return new SourceImage(name, input, reader, width, height);
            });
        } catch (UnfitException | IOException | RuntimeException e) {
            reader.dispose();
            throw e;
        }
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    int pixels() {
        return width * height;
    }

    /** Decodes it; an interruption stops that soon. */
    BufferedImage decode() throws UnfitException, IOException, InterruptedException {
        ReadWatch watch = new ReadWatch();
        reader.addIIOReadProgressListener(watch);
        reader.addIIOReadWarningListener(watch);
        BufferedImage image = broken(name, () -> reader.read(0));
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (watch.truncated()) {
            throw new UnfitException("source is broken (truncated): " + name);
        }
        return image;
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read() throws UnfitException, IOException;
    }

    /** Tells what is wrong with the file from what is wrong with the disk: only the latter is worth a repeat. */
    private static <T> T broken(String name, Reading<T> reading) throws UnfitException, IOException {
        try {
            return reading.read();
        } catch (IIOException | EOFException | RuntimeException e) {
            // The decoders answer crafted files with whatever exception comes by.
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new UnfitException("source is broken (" + reason + "): " + name);
        }
    }

    @Override
    public void close() throws IOException {
        reader.dispose();
        input.close();
    }
}
