package dev.mailrace.sink;

/** Reads the date-time of RFC 3339 §5.6 from a command line. Pure; allocates nothing; borrows the line. */
final class DateTimes {
    private static final int FIXED = "2026-01-02T03:04:05".length();
    private static final int OFFSET = "+01:30".length();

    private DateTimes() {}

    /** The year of a well-formed date-time; -1 when it is none. */
    static int year(byte[] line, int start, int end) {
        if (end - start <= FIXED
                || line[start + 4] != '-'
                || line[start + 7] != '-'
                || (line[start + 10] | 0x20) != 't'
                || line[start + 13] != ':'
                || line[start + 16] != ':') {
            return -1;
        }
        int year = (int) LineBytes.number(line, start, start + 4, 4);
        boolean inRange = year >= 0
                && isDay(year, number(line, start + 5), number(line, start + 8))
                && isBetween(number(line, start + 11), 0, 23)
                && isBetween(number(line, start + 14), 0, 59)
                && isBetween(number(line, start + 17), 0, 60); // A leap second.
        return inRange && isOffset(line, afterFraction(line, start + FIXED, end), end) ? year : -1;
    }

    private static int number(byte[] line, int start) {
        return (int) LineBytes.number(line, start, start + 2, 2);
    }

    private static boolean isDay(int year, int month, int day) {
        if (!isBetween(month, 1, 12)) {
            return false;
        }
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        int days = switch (month) {
            case 2 -> leap ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
        return isBetween(day, 1, days);
    }

    private static int afterFraction(byte[] line, int start, int end) {
        if (line[start] != '.') {
            return start;
        }
        int index = start + 1;
        while (index < end && line[index] >= '0' && line[index] <= '9') {
            index++;
        }
        return index > start + 1 ? index : end; // A point without digits leaves no offset.
    }

    private static boolean isOffset(byte[] line, int start, int end) {
        if (end - start == 1) {
            return (line[start] | 0x20) == 'z';
        }
        return end - start == OFFSET
                && (line[start] == '+' || line[start] == '-')
                && isBetween(number(line, start + 1), 0, 23)
                && line[start + 3] == ':'
                && isBetween(number(line, start + 4), 0, 59);
    }

    private static boolean isBetween(int number, int least, int most) {
        return number >= least && number <= most;
    }
}
