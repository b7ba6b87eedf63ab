package dev.taskq.examples.resize;

import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.io.IOException;

/** Reads EXIF, the data that cameras add. */
final class Exif {
    private Exif() {}

    /**
     * The orientation in a block of EXIF. Upright if there is none or if it is broken, because some cameras write invalid
     * blocks.
     */
    static Orientation orientation(byte[] block) {
        try {
            Entry entry =
                    new TIFFReader().read(new ByteArrayImageInputStream(block)).getEntryById(TIFF.TAG_ORIENTATION);
            return entry != null && entry.getValue() instanceof Number value
                    ? Orientation.of(value.intValue())
                    : Orientation.UPRIGHT;
        } catch (IOException | RuntimeException e) {
            return Orientation.UPRIGHT;
        }
    }
}
