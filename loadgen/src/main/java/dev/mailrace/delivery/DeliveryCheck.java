package dev.mailrace.delivery;

import java.util.Locale;

/** What of a message is looked at when it arrives. */
public enum DeliveryCheck {
    /** Its number alone, wherever that is read with the least work: for whom it came is not looked at. */
    NONE,
    /** Which message it is, and for whom. */
    STAMP,
    /** That, and whether it is what was sent. */
    BODY;

    /** Whether content is compared with what was sent. */
    public boolean comparesContent() {
        return this == BODY;
    }

    /** Whether it is seen for whom a message came. */
    public boolean seesRecipients() {
        return this != NONE;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
