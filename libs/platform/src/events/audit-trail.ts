/** Reading back what was announced: the event table is the audit trail of every command. */
import { Injectable } from '@nestjs/common';
import { instantOf } from '@busbar/kernel';
import { Database } from '../database/database';
import type { EventData, PublishedEvent } from './outbox';

@Injectable()
export class AuditTrail {
  constructor(private readonly database: Database) {}

  /** What happened to a subject, oldest first, after a sequence number. Whether the reader may know is the caller's question. Joins the caller's scope. */
  async ofSubject(subject: string, take: number, afterSequence = 0): Promise<PublishedEvent[]> {
    const rows = await this.database.client.event.findMany({ where: { subject, sequence: { gt: afterSequence } }, orderBy: { sequence: 'asc' }, take });
    return rows.map((row) => ({
      id: row.id, type: row.type, version: row.version, subject: row.subject, sequence: row.sequence, actorId: row.actorId, actorName: row.actorName, organisationId: row.organisationId,
      organisations: row.organisations, at: instantOf(row.at.getTime()), data: row.data as EventData,
    }));
  }
}
