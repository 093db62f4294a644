package dev.herald.worker.config;

import java.time.Duration;

/**
 * One channel's sender.
 *
 * @param channel
 *            name of the Channel resource
 * @param key
 *            what messages address
 * @param lease
 *            how long after its claim a send may begin
 * @param margin
 *            what a new owner waits beyond lease and deadline, for clocks and schedulers that are late
 */
public record SendConfig(String channel, String key, ChannelType type, Duration lease, Duration margin,
        StartFrom startFrom, ProviderConfig provider) {

    static SendConfig from(Section section) {
        return new SendConfig(section.text("channel"), section.text("key"), section.choice("type", ChannelType.class),
                positive(section, "lease"), positive(section, "margin"),
                StartFrom.from(section.section("startFrom")),
                ProviderConfig.from(section.section("provider")));
    }

    static Duration positive(Section section, String name) {
        Duration duration = section.duration(name);
        if (duration.isZero()) {
            throw section.wrong(name, "must be longer than nothing");
        }
        return duration;
    }
}
