package dev.taskq.examples.resize;

import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.io.IOException;

/** Reads what cameras note. */
final class Exif {
    private Exif() {}

    /** The orientation that a block of EXIF names; upright where it names none, or is broken: cameras write odd ones. */
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
