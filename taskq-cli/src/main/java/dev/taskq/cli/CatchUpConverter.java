package dev.taskq.cli;

import dev.taskq.client.NewSchedule.CatchUp;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What a schedule does with fire times that it missed. */
final class CatchUpConverter implements ITypeConverter<CatchUp> {
    @Override
    public CatchUp convert(String text) {
        if (text.matches("[1-9]\\d{0,2}")) {
            return new CatchUp.All(Integer.parseInt(text));
        }
        return switch (text) {
            case "skip" -> new CatchUp.Skip();
            case "one" -> new CatchUp.One();
            default -> throw new TypeConversionException("\"" + text + "\" is none of skip, one, and 1 to 100");
        };
    }
}
