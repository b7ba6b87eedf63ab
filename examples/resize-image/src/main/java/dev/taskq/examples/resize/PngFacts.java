package dev.taskq.examples.resize;

import com.twelvemonkeys.imageio.color.ColorProfiles;
import java.awt.color.CMMException;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.InflaterInputStream;
import javax.imageio.stream.ImageInputStream;

/** Reads a PNG's chunks, up to its pixels. ImageIO's own decoder ignores the colour profile and the camera's EXIF data. */
final class PngFacts {
    private static final int SIGNATURE = 8;
    private static final long LENGTH_AND_KIND = 8;
    private static final int CHECKSUM = 4;
    private static final int PIXELS = 0x49444154; // IDAT
    private static final int END = 0x49454e44; // IEND
    private static final int PROFILE = 0x69434350; // iCCP
    private static final int EXIF = 0x65584966; // eXIf

    /**
     * The largest colour profile, and the largest block of EXIF. Real ones have a few kilobytes, profiles of printers three
     * megabytes.
     */
    private static final int LARGEST = 4 << 20;

    private PngFacts() {}

    static Facts read(ImageInputStream input) throws IOException {
        Orientation orientation = Orientation.UPRIGHT;
        Optional<ICC_Profile> profile = Optional.empty();
        long place = SIGNATURE;
        while (true) {
            input.seek(place);
            int length = input.readInt();
            int kind = input.readInt();
            if (length < 0 || kind == PIXELS || kind == END) {
                return new Facts(orientation, profile, 0);
            }
            if (kind == PROFILE) {
                profile = profile(chunk(input, length));
            } else if (kind == EXIF) {
                orientation = Exif.orientation(chunk(input, length));
            }
            place += LENGTH_AND_KIND + length + CHECKSUM;
        }
    }

    /** The start of a chunk. A larger chunk is then broken and is ignored. */
    private static byte[] chunk(ImageInputStream input, int length) throws IOException {
        byte[] bytes = new byte[Math.min(length, LARGEST)];
        input.readFully(bytes);
        return bytes;
    }

    /**
     * The content is a name, a zero, the compression method, and the profile. A broken one is ignored, as in image viewers.
     */
    private static Optional<ICC_Profile> profile(byte[] chunk) {
        int name = 0;
        while (name < chunk.length && chunk[name] != 0) {
            name++;
        }
        if (name + 2 >= chunk.length) {
            return Optional.empty();
        }
        try (InputStream inflated =
                new InflaterInputStream(new ByteArrayInputStream(chunk, name + 2, chunk.length - name - 2))) {
            ICC_Profile profile = ColorProfiles.createProfile(inflated.readNBytes(LARGEST));
            return ColorProfiles.isCS_sRGB(profile) ? Optional.empty() : Optional.of(profile);
        } catch (IOException | IllegalArgumentException | CMMException e) {
            return Optional.empty();
        }
    }
}
