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

/** Reads a PNG's chunks, up to its pixels: ImageIO's own decoder passes over the profile and over what a camera notes. */
final class PngFacts {
    private static final int SIGNATURE = 8;
    private static final long LENGTH_AND_KIND = 8;
    private static final int CHECKSUM = 4;
    private static final int PIXELS = 0x49444154; // IDAT
    private static final int END = 0x49454e44; // IEND
    private static final int PROFILE = 0x69434350; // iCCP
    private static final int EXIF = 0x65584966; // eXIf

    /** Of a profile and of a block of EXIF, each; real ones have a few kilobytes, those of printers three megabytes. */
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

    /** The start of a chunk. One that is larger is broken then, and counts for nothing. */
    private static byte[] chunk(ImageInputStream input, int length) throws IOException {
        byte[] bytes = new byte[Math.min(length, LARGEST)];
        input.readFully(bytes);
        return bytes;
    }

    /** A name, a zero, the way of compression, the profile; none where that is broken, as viewers have it. */
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
