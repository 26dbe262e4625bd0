-- Service points and meetings per client, with two indices of concentration.
WITH meetings AS (
    SELECT DISTINCT client, day, site, profession
    FROM read_parquet($contacts)
    WHERE day BETWEEN $window_from AND $as_of
        AND status = 'fulfilled'
        AND mode IN $modes
        AND service_family NOT IN $left_out_families
        AND visitor_role IN $visitor_roles
        AND NOT referred
),

at_point AS (
    SELECT client, count(*) AS meetings
    FROM meetings
    GROUP BY client, site
),

per_client AS (
    SELECT
        client,
        count(*) AS points,
        sum(meetings) AS meetings,
        sum(meetings * meetings) AS squares,
        max(meetings) AS most
    FROM at_point
    GROUP BY client
)

SELECT
    client,
    points,
    meetings,
    CASE
        WHEN meetings >= $index_from_meetings
            THEN (squares - meetings) / (meetings * (meetings - 1))
    END AS concentration,
    CASE WHEN meetings >= $index_from_meetings THEN most / meetings END
        AS usual_point_share,
    CASE
        WHEN points >= $limit_points AND meetings >= $limit_meetings THEN 'fired'
        ELSE 'quiet'
    END AS outcome
FROM per_client
