package dev.taskq.examples.resize;

/**
 * The order of a picture's rows in its file, as noted by the camera. The constants are in the order of the EXIF values 1 to
 * 8.
 */
enum Orientation {
    UPRIGHT(false, false, false),
    MIRRORED(true, false, false),
    HALF_TURNED(true, true, false),
    MIRRORED_UPSIDE_DOWN(false, true, false),
    TRANSPOSED(false, false, true),
    TURNED_LEFT(false, true, true),
    TRANSPOSED_HALF_TURNED(true, true, true),
    TURNED_RIGHT(true, false, true);

    private final boolean fromRight;
    private final boolean fromBottom;
    private final boolean turned;

    Orientation(boolean fromRight, boolean fromBottom, boolean turned) {
        this.fromRight = fromRight;
        this.fromBottom = fromBottom;
        this.turned = turned;
    }

    /** The orientation of an EXIF value; upright for an unknown value. */
    static Orientation of(int value) {
        return value >= 1 && value <= values().length ? values()[value - 1] : UPRIGHT;
    }

    /** The upright size of a picture with this size in the file. */
    Size upright(Size inFile) {
        return turned ? inFile.turned() : inFile;
    }

    /** The column in the upright picture of a pixel in the file. */
    int x(int x, int y, Size inFile) {
        int across = fromRight ? inFile.width() - 1 - x : x;
        int down = fromBottom ? inFile.height() - 1 - y : y;
        return turned ? down : across;
    }

    /** The row in the upright picture of a pixel in the file. */
    int y(int x, int y, Size inFile) {
        int across = fromRight ? inFile.width() - 1 - x : x;
        int down = fromBottom ? inFile.height() - 1 - y : y;
        return turned ? across : down;
    }
}
