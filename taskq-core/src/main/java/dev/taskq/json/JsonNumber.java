package dev.taskq.json;

/**
 * A number of a JSON text, as {@code jsonb} stores it: exactly, and returned without an exponent. {@code 1e307} is sent
 * in five characters and returned in 308. Immutable.
 *
 * @param digits all digits before the exponent, without sign and point
 * @param point how many of them are before the decimal point, after the exponent is applied; may be any number
 * @param negative whether it has a minus sign
 */
record JsonNumber(String digits, int point, boolean negative) {
    /** The most significant digits; leading and trailing zeros do not count. */
    static final int MOST_SIGNIFICANT = 100;

    /** The most characters of a number written out in full: enough for any double with all significant digits. */
    static final int LONGEST = 500;

    /** The most characters of a number as it is sent. */
    static final int LONGEST_TEXT = 1_000;

    private static final int MOST_EXPONENT_DIGITS = 3;
    private static final String ALLOWED_RANGE = "must be within the range of a double";

    /**
     * Checks a number.
     *
     * @param text a number in JSON syntax
     * @return the error; empty if there is none
     */
    static String fault(String text) {
        if (text.length() > LONGEST_TEXT) {
            return tooLong();
        }
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value) || (value == 0 && !isZero(text))) {
            return ALLOWED_RANGE;
        }
        if (exponentDigits(text).length() > MOST_EXPONENT_DIGITS) {
            return "must have an exponent between -999 and 999";
        }
        JsonNumber number = of(text);
        if (number.significantDigits() > MOST_SIGNIFICANT) {
            return "must have at most " + MOST_SIGNIFICANT + " digits, zeros in front and behind not counted";
        }
        return number.length() > LONGEST ? tooLong() : "";
    }

    private static String tooLong() {
        return "must have at most " + LONGEST + " characters when written out in full";
    }

    /** Reads a number. */
    static JsonNumber of(String text) {
        int exponentAt = exponentAt(text);
        boolean negative = text.startsWith("-");
        String mantissa = text.substring(negative ? 1 : 0, exponentAt);
        int pointAt = mantissa.indexOf('.');
        int exponent = exponentAt == text.length() ? 0 : Integer.parseInt(text.substring(exponentAt + 1));
        return new JsonNumber(
                mantissa.replace(".", ""), (pointAt < 0 ? mantissa.length() : pointAt) + exponent, negative);
    }

    /** The number of characters when it is returned. */
    int length() {
        int zeros = zerosInFront();
        boolean isZero = zeros == digits.length();
        int whole = isZero ? 1 : Math.max(1, point - zeros);
        int fraction = Math.max(0, digits.length() - point);
        return (negative && !isZero ? 1 : 0) + whole + (fraction > 0 ? 1 + fraction : 0);
    }

    private int significantDigits() {
        int end = digits.length();
        while (end > 0 && digits.charAt(end - 1) == '0') {
            end--;
        }
        return Math.max(0, end - zerosInFront());
    }

    private int zerosInFront() {
        int zeros = 0;
        while (zeros < digits.length() && digits.charAt(zeros) == '0') {
            zeros++;
        }
        return zeros;
    }

    private static boolean isZero(String text) {
        return text.substring(0, exponentAt(text)).chars().noneMatch(c -> c > '0' && c <= '9');
    }

    private static String exponentDigits(String text) {
        int at = exponentAt(text);
        return at == text.length() ? "" : text.substring(at + 1).replaceFirst("^[+-]?0*", "");
    }

    private static int exponentAt(String text) {
        int at = Math.max(text.indexOf('e'), text.indexOf('E'));
        return at < 0 ? text.length() : at;
    }
}
