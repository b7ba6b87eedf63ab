package dev.taskq.examples.resize;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/**
 * Converts a decoded picture to one that is upright, in sRGB, and at most twice as wide and high as the target. Each pixel
 * is the average of a block. The next step reads only a few neighbours of a pixel, and would otherwise ignore most of a
 * picture that shrinks much.
 */
final class Shrinking {
    private static final int WHITE = 255;

    private final Size inFile;
    private final Orientation orientation;
    private final boolean transparent;
    private final Size shrunk;
    private final BufferedImage result;
    private final int[] pixels;

    /**
     * For each block of a row: the sums of red, green and blue times alpha, the sum of alpha, and its number of columns.
     */
    private final long[][] sums;

    private Shrinking(Size inFile, Orientation orientation, Size target, boolean transparent) {
        this.inFile = inFile;
        this.orientation = orientation;
        this.transparent = transparent;
        shrunk = shrunk(inFile, orientation.upright(target));
        Size upright = orientation.upright(shrunk);
        result = new BufferedImage(
                upright.width(),
                upright.height(),
                transparent ? BufferedImage.TYPE_INT_ARGB_PRE : BufferedImage.TYPE_INT_RGB);
        pixels = ((DataBufferInt) result.getRaster().getDataBuffer()).getData();
        sums = new long[4][shrunk.width()];
    }

    /** The size of the picture of blocks, in the row order of the file. */
    static Size shrunk(Size inFile, Size target) {
        return new Size(shrunk(inFile.width(), target.width()), shrunk(inFile.height(), target.height()));
    }

    private static int shrunk(int length, int target) {
        return length / Math.max(1, length / target);
    }

    /**
     * Shrinks a picture.
     *
     * @param image the decoded picture
     * @param facts the facts from its file
     * @param target the final size, upright
     * @param transparent whether the result may have transparent parts; otherwise they become white
     * @return the blocks
     * @throws InterruptedException if the thread was interrupted
     */
    static BufferedImage shrink(BufferedImage image, Facts facts, Size target, boolean transparent)
            throws InterruptedException {
        Size inFile = new Size(image.getWidth(), image.getHeight());
        Shrinking shrinking = new Shrinking(
                inFile,
                facts.orientation(),
                target,
                transparent && image.getColorModel().hasAlpha());
        shrinking.run(new ColourRows(image, facts.profile()));
        return shrinking.result;
    }

    private void run(ColourRows rows) throws InterruptedException {
        int rowsOfBlock = 0;
        for (int y = 0; y < inFile.height(); y++) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            add(rows.row(y));
            rowsOfBlock++;
            int block = block(y, inFile.height(), shrunk.height());
            if (y + 1 == inFile.height() || block(y + 1, inFile.height(), shrunk.height()) != block) {
                write(block, rowsOfBlock);
                rowsOfBlock = 0;
            }
        }
    }

    private static int block(int place, int length, int blocks) {
        return (int) ((long) place * blocks / length);
    }

    private void add(int[] row) {
        for (int x = 0; x < row.length; x++) {
            int block = block(x, inFile.width(), shrunk.width());
            int colour = row[x];
            long alpha = (colour >>> 24) & 0xffL;
            sums[0][block] += alpha * (colour >> 16 & 0xff);
            sums[1][block] += alpha * (colour >> 8 & 0xff);
            sums[2][block] += alpha * (colour & 0xff);
            sums[3][block] += alpha;
        }
    }

    private void write(int y, int rowsOfBlock) {
        int from = 0;
        for (int x = 0; x < shrunk.width(); x++) {
            int to = from;
            while (to < inFile.width() && block(to, inFile.width(), shrunk.width()) == x) {
                to++;
            }
            long number = (long) (to - from) * rowsOfBlock;
            from = to;
            long clear = transparent ? 0 : (number * WHITE - sums[3][x]) * WHITE;
            int colour = 0;
            for (int band = 0; band < 3; band++) {
                colour = colour << 8 | (int) rounded(sums[band][x] + clear, number * WHITE);
            }
            colour |= (int) (transparent ? rounded(sums[3][x], number) : WHITE) << 24;
            pixels[orientation.y(x, y, shrunk) * result.getWidth() + orientation.x(x, y, shrunk)] = colour;
            for (long[] sum : sums) {
                sum[x] = 0;
            }
        }
    }

    private static long rounded(long sum, long number) {
        return (sum + number / 2) / number;
    }
}
