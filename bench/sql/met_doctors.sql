-- Who met a doctor (true), or somebody of a profession that is not recorded (false).
SELECT client, bool_or(profession IS NOT NULL) AS met
FROM read_parquet($contacts)
WHERE day BETWEEN $doctor_window_from AND $as_of
    AND status = 'fulfilled'
    AND mode IN $doctor_modes
    AND visitor_role IN $visitor_roles
    AND (profession = 'physician' OR profession IS NULL)
    AND client IN (
        SELECT client
        FROM renewal_events
        WHERE event = 'renewal_requested' AND day >= $request_window_from
    )
GROUP BY client
