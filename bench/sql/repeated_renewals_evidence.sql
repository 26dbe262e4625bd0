-- The renewals, and the requests of those who met no doctor, for the fired.
SELECT
    client,
    'repeated_renewals' AS trigger,
    list_sort(list(event_id)) AS evidence,
    max(day) AS newest_on
FROM renewal_events
WHERE (
        (event = 'renewed' AND day >= $window_from AND substance IS NOT NULL)
        OR (
            event = 'renewal_requested'
            AND day >= $request_window_from
            AND client NOT IN (SELECT client FROM met_doctors)
        )
    )
    AND client IN (SELECT client FROM outcomes WHERE repeated_renewals = 'fired')
GROUP BY client
