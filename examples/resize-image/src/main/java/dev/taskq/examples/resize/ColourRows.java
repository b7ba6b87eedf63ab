package dev.taskq.examples.resize;

import java.awt.Point;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Optional;

/**
 * The rows of a decoded picture as sRGB. Java's own conversion treats grey values as linear light, so that a grey of 128
 * with an alpha channel becomes 188. It would also convert the whole picture at once, in memory outside of the budget.
 */
final class ColourRows {
    private static final int ALPHA = 0xff000000;

    private final BufferedImage image;
    private final Raster raster;
    private final int bands;
    private final boolean alpha;
    private final int shift;
    private final int[] samples;
    private final int[] colours;
    private final Optional<Conversion> conversion;

    ColourRows(BufferedImage image, Optional<ICC_Profile> profile) {
        this.image = image;
        raster = image.getRaster();
        bands = raster.getNumBands();
        alpha = image.getColorModel().hasAlpha();
        shift = raster.getSampleModel().getSampleSize(0) - Byte.SIZE;
        samples = new int[image.getWidth() * bands];
        colours = new int[image.getWidth()];
        conversion = profile.filter(p -> p.getNumComponents() == (isGrey() ? 1 : 3))
                .map(p -> new Conversion(p, image.getWidth()));
    }

    private boolean isGrey() {
        return !(image.getColorModel() instanceof IndexColorModel) && bands <= 2;
    }

    /** The values of a row, not multiplied by alpha. They are valid until the next row is read. */
    int[] row(int y) {
        raster.getPixels(0, y, colours.length, 1, samples);
        if (image.getColorModel() instanceof IndexColorModel palette) {
            for (int x = 0; x < colours.length; x++) {
                colours[x] = palette.getRGB(samples[x]);
            }
        } else if (isGrey()) {
            for (int x = 0; x < colours.length; x++) {
                colours[x] = alphaAt(x) | eightBits(samples[x * bands]) * 0x010101;
            }
        } else {
            for (int x = 0; x < colours.length; x++) {
                int first = x * bands;
                colours[x] = alphaAt(x)
                        | eightBits(samples[first]) << 16
                        | eightBits(samples[first + 1]) << 8
                        | eightBits(samples[first + 2]);
            }
        }
        conversion.ifPresent(to -> to.convert(colours));
        return colours;
    }

    private int alphaAt(int x) {
        return alpha ? eightBits(samples[(x + 1) * bands - 1]) << 24 : ALPHA;
    }

    private int eightBits(int sample) {
        return shift > 0 ? sample >>> shift : sample;
    }

    /** Converts rows from the colours of a profile. */
    private static final class Conversion {
        private final ColorConvertOp toSrgb;
        private final WritableRaster from;
        private final WritableRaster to;
        private final byte[] row;
        private final byte[] converted;

        Conversion(ICC_Profile profile, int width) {
            ColorSpace srgb = ColorSpace.getInstance(ColorSpace.CS_sRGB);
            toSrgb = new ColorConvertOp(new ICC_ColorSpace(profile), srgb, null);
            from = raster(width, profile.getNumComponents());
            to = raster(width, 3);
            row = new byte[width * profile.getNumComponents()];
            converted = new byte[width * 3];
        }

        private static WritableRaster raster(int width, int bands) {
            return Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, 1, bands, new Point());
        }

        void convert(int[] colours) {
            int components = row.length / colours.length;
            for (int x = 0; x < colours.length; x++) {
                for (int i = 0; i < components; i++) {
                    row[x * components + i] = (byte) (colours[x] >> (8 * (components - 1 - i)));
                }
            }
            from.setDataElements(0, 0, colours.length, 1, row);
            toSrgb.filter(from, to);
            to.getDataElements(0, 0, colours.length, 1, converted);
            for (int x = 0; x < colours.length; x++) {
                colours[x] = (colours[x] & ALPHA)
                        | (converted[3 * x] & 0xff) << 16
                        | (converted[3 * x + 1] & 0xff) << 8
                        | (converted[3 * x + 2] & 0xff);
            }
        }
    }
}
