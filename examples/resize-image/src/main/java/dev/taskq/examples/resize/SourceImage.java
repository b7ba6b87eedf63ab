package dev.taskq.examples.resize;

import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.IIOException;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/**
 * A picture that is open for reading. Its size comes from the header. A picture that would not fit into memory is refused
 * before any pixel is decoded, because a file of a few kilobytes can claim to have gigapixels. For one thread at a time.
 */
final class SourceImage implements AutoCloseable {
    private static final long LARGEST_FILE = 100L << 20;

    /** A row is decoded and converted as a whole. Rows of a JPEG are at most this long. */
    private static final int LONGEST_SIDE = 65_535;

    private static final int BYTES_OF_ROWS = 256;

    private final String name;
    private final ImageInputStream input;
    private final ImageReader reader;
    private final Header header;

    private SourceImage(String name, ImageInputStream input, ImageReader reader, Header header) {
        this.name = name;
        this.input = input;
        this.reader = reader;
        this.header = header;
    }

    /**
     * The facts that are known before the pixels are decoded.
     *
     * @param inFile the size, in the row order of the file
     * @param facts other facts from the file
     * @param bytes the memory needed to decode it, including the decoded picture
     */
    record Header(Size inFile, Facts facts, long bytes) {
        Size upright() {
            return facts.orientation().upright(inFile);
        }

        /** Whether the calculation for the other header is also valid for this one. */
        boolean agreesWith(Header other) {
            return inFile.equals(other.inFile)
                    && facts.orientation() == other.facts.orientation()
                    && bytes <= other.bytes;
        }
    }

    /** The memory needed to open a file: decoders keep its data beside the pixels. */
    static long bytesToOpen(Path file, String name) throws UnfitException, IOException {
        long size = Files.size(file);
        if (size > LARGEST_FILE) {
            throw new UnfitException("source is larger than " + (LARGEST_FILE >> 20) + " MiB: " + name);
        }
        return size;
    }

    static SourceImage open(Path file, String name, Readers readers) throws UnfitException, IOException {
        ImageInputStream input = new FileImageInputStream(file.toFile());
        try {
            return open(input, file, name, readers);
        } catch (UnfitException | IOException | RuntimeException e) {
            input.close();
            throw e;
        }
    }

    private static SourceImage open(ImageInputStream input, Path file, String name, Readers readers)
            throws UnfitException, IOException {
        ImageReader reader = readers.of(input, name);
        try {
            ImageFormat format = ImageFormat.ofContent(reader.getFormatName(), name);
            return broken(name, () -> {
                reader.setInput(input, true, true);
                Size size = new Size(reader.getWidth(0), reader.getHeight(0));
                requireFits(size, name);
                Facts facts = Facts.of(format, file);
                int bits = reader.getImageTypes(0).next().getColorModel().getPixelSize();
                long bytes = bytesToOpen(file, name)
                        + size.pixels() * (Math.ceilDiv(bits, Byte.SIZE) + facts.bytesBesidePixels())
                        + (long) size.width() * BYTES_OF_ROWS;
                return new SourceImage(name, input, reader, new Header(size, facts, bytes));
            });
        } catch (UnfitException | IOException | RuntimeException e) {
            reader.dispose();
            throw e;
        }
    }

    private static void requireFits(Size size, String name) throws UnfitException {
        if (size.pixels() > ResizeImageHandler.MOST_PIXELS) {
            throw new UnfitException("source has " + size + " pixels, more than "
                    + ResizeImageHandler.MOST_PIXELS / 1_000_000 + " million: " + name);
        }
        if (Math.max(size.width(), size.height()) > LONGEST_SIDE) {
            throw new UnfitException(
                    "source has " + size + " pixels, more than " + LONGEST_SIDE + " on a side: " + name);
        }
    }

    Header header() {
        return header;
    }

    /** Decodes the picture. An interruption stops this soon. */
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

    /** Distinguishes a fault of the file from a fault of the disk. Only the latter is worth a repeat. */
    private static <T> T broken(String name, Reading<T> reading) throws UnfitException, IOException {
        try {
            return reading.read();
        } catch (IIOException | EOFException | RuntimeException e) {
            if (e.getCause() instanceof OutOfMemoryError error) {
                // ImageIO wraps this exception. The file is not at fault.
                throw error;
            }
            // Decoders throw arbitrary exceptions for crafted files.
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
