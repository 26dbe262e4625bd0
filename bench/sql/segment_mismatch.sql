-- The age of the entry, and what each segment does not describe, for people whose
-- segment is recorded with their consent.
WITH per_profession AS (
    SELECT client, profession, count(*) AS days
    FROM segment_visits
    GROUP BY client, profession
),

to_one_profession AS (
    SELECT
        client,
        coalesce(max(days) FILTER (profession IS NOT NULL), 0) AS told,
        coalesce(sum(days) FILTER (profession IS NULL), 0) AS untold
    FROM per_profession
    GROUP BY client
),

per_period AS (
    SELECT client, count(DISTINCT day) AS days
    FROM segment_visits
    GROUP BY client, ($as_of - day) // $period_days
),

in_periods AS (
    SELECT
        client,
        sum(days) AS visit_days,
        if(count(*) = $periods, min(days), 0) AS fewest
    FROM per_period
    GROUP BY client
),

measures AS (
    SELECT
        client,
        $as_of - segment_on AS segment_age_days,
        if(segment = $self_reliant, coalesce(in_periods.visit_days, 0), 0)
            AS visit_days,
        if(segment = $temporary_support, segment_age_days, 0) AS support_days,
        if(segment = $temporary_support, coalesce(told, 0), 0) AS support_visits,
        if(segment = $temporary_support, coalesce(told + untold, 0), 0)
            AS support_visits_at_most,
        if(segment = $co_operation, coalesce(fewest, 0), 0) AS social_days
    FROM read_parquet($clients)
    LEFT JOIN to_one_profession USING (client)
    LEFT JOIN in_periods USING (client)
    WHERE segment IS NOT NULL
        AND segment_consent
        AND segment_on <= $as_of
)

SELECT
    * EXCLUDE (support_visits_at_most),
    CASE
        WHEN segment_age_days > $limit_segment_age_days
            OR visit_days > $limit_visit_days
            OR support_days > $limit_support_days
            OR support_visits > $limit_support_visits
            OR social_days > $limit_social_days
            THEN 'fired'
        WHEN support_visits_at_most > $limit_support_visits THEN 'not_assessable'
        ELSE 'quiet'
    END AS outcome
FROM measures
UNION ALL
SELECT client, NULL, NULL, NULL, NULL, NULL, 'not_assessable'
FROM read_parquet($clients)
WHERE segment IS NOT NULL AND segment_consent AND segment_on IS NULL
