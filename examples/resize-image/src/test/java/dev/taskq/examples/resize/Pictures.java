package dev.taskq.examples.resize;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Point;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Makes pictures. */
final class Pictures {
    private static final int END_OF_PNG_HEADER = 33;

    private Pictures() {}

    /** The left half red, the right half blue. */
    static BufferedImage halves(int width, int height, int type) {
        BufferedImage image = new BufferedImage(width, height, type);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.RED);
        graphics.fillRect(0, 0, width / 2, height);
        graphics.setColor(Color.BLUE);
        graphics.fillRect(width / 2, 0, width - width / 2, height);
        graphics.dispose();
        return image;
    }

    static BufferedImage halves(int width, int height) {
        return halves(width, height, BufferedImage.TYPE_INT_RGB);
    }

    static Path write(BufferedImage image, String format, Path file) throws IOException {
        if (!ImageIO.write(image, format, file.toFile())) {
            throw new IOException("no writer for " + format);
        }
        return file;
    }

    static BufferedImage read(Path file) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        if (image == null) {
            throw new IOException("not a picture: " + file);
        }
        return image;
    }

    /** One colour. */
    static BufferedImage rgb(int width, int height, int colour) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(colour));
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        return image;
    }

    /** A PNG with one more chunk, right after the header. */
    static Path writePng(BufferedImage image, String chunk, byte[] data, Path file) throws IOException {
        byte[] png = encoded(image, "png");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(png, 0, END_OF_PNG_HEADER);
        out.write(chunk(chunk, data));
        out.write(png, END_OF_PNG_HEADER, png.length - END_OF_PNG_HEADER);
        return Files.write(file, out.toByteArray());
    }

    /** A JPEG with a profile. */
    static Path writeJpeg(BufferedImage image, byte[] profile, Path file) throws IOException {
        ByteArrayOutputStream segment = new ByteArrayOutputStream();
        segment.write("ICC_PROFILE\0\1\1".getBytes(StandardCharsets.ISO_8859_1));
        segment.write(profile);
        return writeWithSegment(encoded(image, "jpeg"), 0xe2, segment.toByteArray(), file);
    }

    /** A JPEG of one colour of cyan, magenta, yellow and black, as Adobe has them: inverted. */
    static Path writeCmyk(int width, int height, int[] colour, Path file) throws IOException {
        WritableRaster raster =
                Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, colour.length, new Point());
        for (int band = 0; band < colour.length; band++) {
            int[] samples = new int[width * height];
            Arrays.fill(samples, 255 - colour[band]);
            raster.setSamples(0, 0, width, height, band, samples);
        }
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(jpeg)) {
            writer.setOutput(output);
            writer.write(null, new IIOImage(raster, null, null), null);
        } finally {
            writer.dispose();
        }
        byte[] adobe = "Adobe\0d\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
        return writeWithSegment(jpeg.toByteArray(), 0xee, adobe, file);
    }

    private static Path writeWithSegment(byte[] jpeg, int marker, byte[] segment, Path file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(out);
        data.write(jpeg, 0, 2);
        data.write(new byte[] {(byte) 0xff, (byte) marker});
        data.writeShort(segment.length + 2);
        data.write(segment);
        data.write(jpeg, 2, jpeg.length - 2);
        return Files.write(file, out.toByteArray());
    }

    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, out)) {
            throw new IOException("no writer for " + format);
        }
        return out.toByteArray();
    }

    /** A block of EXIF that says nothing but how the picture lies. */
    static byte[] exif(int orientation) {
        return HexFormat.of()
                .parseHex("4d4d002a00000008" + "0001" + "0112000300000001000" + orientation + "0000" + "00000000");
    }

    /** The profile of a PNG that has one right after its header. */
    static byte[] profile(Path png) throws IOException {
        byte[] bytes = Files.readAllBytes(png);
        int name = END_OF_PNG_HEADER + 8;
        while (bytes[name] != 0) {
            name++;
        }
        try (InflaterInputStream in =
                new InflaterInputStream(new ByteArrayInputStream(bytes, name + 2, bytes.length - name - 2))) {
            return in.readAllBytes();
        }
    }

    /** A chunk of a profile that is zeros, compressed well. */
    static byte[] inflating(int length) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {'z', 0, 0});
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(new byte[length]);
        }
        return out.toByteArray();
    }

    /** A PNG of a few bytes whose header claims any size. */
    static Path headerOnly(int width, int height, Path file) throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(header);
        data.writeInt(width);
        data.writeInt(height);
        data.write(new byte[] {8, 2, 0, 0, 0});
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        png.write(chunk("IHDR", header.toByteArray()));
        return Files.write(file, png.toByteArray());
    }

    private static byte[] chunk(String kind, byte[] data) throws IOException {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(chunk);
        out.writeInt(data.length);
        out.write(kind.getBytes(StandardCharsets.US_ASCII));
        out.write(data);
        CRC32 sum = new CRC32();
        sum.update(chunk.toByteArray(), 4, chunk.size() - 4);
        out.writeInt((int) sum.getValue());
        return chunk.toByteArray();
    }
}
